import type { Island } from "../../runtime/island";
import { Notes } from "./notes";
import { parseProps } from "./props";
import { Stage } from "./stage";

/** A lecture: the projector's window, or that of whoever speaks. */
const presenter: Island = {
  mount(root, props) {
    const parsed = parseProps(props);
    const stop = new AbortController();
    if (root.dataset["role"] === "notes") new Notes(root, parsed, stop.signal);
    else new Stage(root, parsed, stop.signal);
    return () => { stop.abort(); };
  },
};
export default presenter;
