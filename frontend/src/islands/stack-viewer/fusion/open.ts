import "../../../styles/viewer-fusion.css";
import type { Film } from "../film";
import type { Fused } from "../fusion-door";
import { edgesAt, shareReference } from "../geometry";
import { askForVolume } from "../mpr/load";
import type { Arrivals } from "../mpr/gather";
import { NotAVolume } from "../mpr/volume";
import type { SeriesView } from "../series-view";
import type { Shared } from "../viewport";
import { makeFusionBar } from "./bar";
import { Cover } from "./cover";

/** What fusion needs of the film. */
export interface House {
  readonly root: HTMLElement;
  readonly film: Film;
  readonly shared: Shared;
  readonly arrivals: Arrivals;
}

/** The PET that belongs to the active series, laid over it once all of it is here; null where there is none. */
export async function openFusion(house: House, closed: AbortSignal, close: () => void): Promise<Fused | null> {
  const { root, film, shared } = house;
  const base = film.active.view;
  const loading = { ...house, needs: "PET needs" };
  const found: { pet?: SeriesView } = {};
  const find = async (): Promise<SeriesView> => (found.pet = await petOver(film, shared, base));
  const volume = await askForVolume(loading, find, closed, close);
  const { pet } = found;
  if (!volume || !pet) return null;
  const cover = new Cover(film, base.series.id, pet, volume);
  const bar = makeFusionBar(cover, volume.stack, close);
  root.querySelector(".film-bar")?.append(bar);
  return {
    draw: (viewport) => { cover.draw(viewport); },
    drawInto: (target, viewport, placed) => { cover.drawInto(target, viewport, placed); },
    tell: (viewport, column, row) => cover.tell(viewport, column, row),
    mix: (by) => { cover.setOpacity(cover.opacity + by); },
    leave: () => {
      bar.remove();
      cover.dispose();
    },
  };
}

/** Of several the one whose uptake is known: others are often not corrected. */
async function petOver(film: Film, shared: Shared, { series }: SeriesView): Promise<SeriesView> {
  if (series.modality === "PT") {
    throw new NotAVolume("These images are the PET itself. Choose the ones that it is to lie over.");
  }
  const under = await shared.stacks.stackOf(series);
  if (!edgesAt(under)) throw new NotAVolume("These images do not say where they lie in the patient, so that nothing can be laid over them.");
  const pets = film.studies.flatMap((study) => study.series).filter(({ modality }) => modality === "PT");
  const stacks = await Promise.all(pets.map((pet) => shared.stacks.stackOf(pet)));
  const fitting = pets.flatMap((pet, index) => {
    const stack = stacks[index];
    return stack && shareReference(stack, under) ? [{ pet, isKnown: typeof stack.suv?.factor === "number" }] : [];
  });
  const [chosen] = [...fitting].sort((a, b) => Number(b.isKnown) - Number(a.isKnown));
  if (!chosen) throw new NotAVolume("No PET of this case counts its places from the same point as these images (one frame of reference), so that none can be laid over them.");
  return film.viewOf(chosen.pet);
}
