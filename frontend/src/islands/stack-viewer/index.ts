import type { Island } from "../../runtime/island";

const stackViewer: Island = {
  mount() {
    return () => undefined;
  },
};
export default stackViewer;
