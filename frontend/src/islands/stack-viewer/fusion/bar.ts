import { make, setText } from "../../../runtime/dom";
import type { Stack } from "../stack";
import { tellNumber, toldIn } from "../told";
import { SCALE_NAME } from "./colours";
import type { Cover } from "./cover";

/** What the colours stand for, the window they span, and how much of them is seen. */
export function makeFusionBar(cover: Cover, stack: Stack, close: () => void): HTMLElement {
  const [low, high, mixed] = [make("span", { class: "num" }), make("span", { class: "num" }), make("output", { class: "num" })];
  const name = make("span", { class: "fuse-name" }, `PET, ${SCALE_NAME}`);
  const legend = make("span", { class: "fuse-legend" }, name, low, make("span", { class: "fuse-scale", "aria-hidden": "true" }), high);
  const slider = make("input", { type: "range", min: 0, max: 100, step: 5, "aria-label": "Opacity of the PET, percent" });
  slider.addEventListener("input", () => { cover.setOpacity(Number(slider.value) / 100); });
  const leave = make("button", { type: "button", class: "again" }, "Take it away");
  leave.addEventListener("click", close);
  const refresh = (): void => {
    const { center, width } = cover.range;
    setText(low, tellNumber(center - width / 2, stack, width));
    setText(high, `${tellNumber(center + width / 2, stack, width)} ${toldIn(stack).unit}`.trim());
    slider.value = String(Math.round(cover.opacity * 100));
    setText(mixed, `${Math.round(cover.opacity * 100)} %`);
  };
  cover.onChange(refresh);
  refresh();
  return make(
    "div",
    { class: "fuse-bar", role: "group", "aria-label": "PET over these images" },
    legend,
    ...windows(cover, stack),
    make("label", { class: "fuse-mix" }, make("span", {}, "Opacity"), slider, mixed),
    leave,
  );
}

/** The PET's own presets; none where it has none. */
function windows(cover: Cover, { presets }: Stack): readonly HTMLElement[] {
  if (presets.length === 0) return [];
  const now = (): number => presets.findIndex(({ center, width }) => center === cover.range.center && width === cover.range.width);
  const options = presets.map(({ label }, index) => make("option", { value: index }, label));
  const select = make("select", { "aria-label": "Window of the PET" }, make("option", { value: -1, hidden: true }, "Its own window"), ...options);
  const refresh = (): void => { select.value = String(now()); };
  select.addEventListener("change", () => {
    const chosen = presets[Number(select.value)];
    if (chosen) cover.setRange({ center: chosen.center, width: chosen.width });
  });
  cover.onChange(refresh);
  refresh();
  return [select];
}
