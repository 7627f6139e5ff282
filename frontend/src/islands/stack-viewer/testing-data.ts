/** Props and descriptions as the server sends them, for tests. */
export function seriesJson(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: "sag-stir",
    label: "Sagittal STIR",
    technique: "TE 60",
    modality: "MR",
    stacksUrl: "/s/stacks",
    stack: 0,
    root: "/s/",
    frameCount: 15,
    initialFrame: 8,
    window: null,
    thumbnailUrl: "/s/thumbnail",
    previewUrl: "/s/preview",
    simulated: true,
    rows: 512,
    columns: 256,
    annotations: [{ frame: 8, kind: "arrow", points: [[1, 2]], label: "C5" }],
    ...change,
  };
}

export function propsJson(change: Record<string, unknown> = {}): Record<string, unknown> {
  const studies = [{ id: "mri", label: "MRI", series: [seriesJson()] }];
  return { caseKey: "k", grantUrl: "/g", studies, hung: ["sag-stir"], ...change };
}

export function stackJson(change: Record<string, unknown> = {}): Record<string, unknown> {
  const frames = [1, 2, 3].map((n) => ({
    sop: `1.${n}`,
    frame: 1,
    position_mm: [3 * n, 0, 0],
    slope: 1,
    intercept: 0,
    window: [400, 800],
  }));
  return {
    index: 0,
    plane: "sagittal",
    rows: 4,
    columns: 4,
    pixel_spacing_mm: [1, 1],
    spacing_kind: "patient",
    pixel_aspect: 1,
    slice_thickness_mm: 3,
    orientation: { left: "A", right: "P", top: "H", bottom: "F" },
    image_orientation: [0, 1, 0, 0, 0, -1],
    frame_of_reference: "1.9",
    samples: 1,
    dtype: "int16",
    photometric: "MONOCHROME2",
    bits_stored: 16,
    unit: "",
    transfer_syntax: "1.2.840.10008.1.2.4.202",
    lossy: false,
    frame_time_ms: null,
    presets: [{ label: "Lung", center: -600, width: 1500 }],
    voi_function: "LINEAR",
    voi_lut: null,
    modality_lut: null,
    palette: null,
    padding: null,
    frames,
    ...change,
  };
}

export function stacksJson(change: Record<string, unknown> = {}): Record<string, unknown> {
  return { version: 1, stacks: [stackJson(change)] };
}
