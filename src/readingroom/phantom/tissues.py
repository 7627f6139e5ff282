"""What the simulated tissues are made of: relaxation, proton density, diffusion, fat.

At 1.5 T and body temperature. ``water_*`` describe the water of a tissue; its fat, if any, has the
relaxation of fat (``FAT_T1_MS``, ``FAT_T2_MS``) and a resonance of its own. Where ``source`` says
"chosen", no measurement is claimed: the value was set between the neighbours it names.

Sources, by key:
    stanisz   Stanisz et al. 2005, Magn Reson Med 54:507 (1.5 T and 3 T, ex vivo at 37 °C)
    bazelaire de Bazelaire et al. 2004, Radiology 230:652 (1.5 T and 3 T, in vivo)
    gold      Gold et al. 2004, AJR 183:343 (1.5 T and 3 T, in vivo, knee)
    smith     Smith et al. 2008, Magn Reson Med 60:213 (cervical cord, 3 T)
    rooney    Rooney et al. 2007, Magn Reson Med 57:308 (T1 of brain and CSF against field)
    balliu    Balliu et al. 2009, Eur J Radiol 69:560 (ADC: vertebral oedema, metastasis, infection)
    dietrich  Dietrich et al. 2009, Semin Musculoskelet Radiol 13:134 (ADC of bone marrow, review)
    rohrer    Rohrer et al. 2005, Invest Radiol 40:715 (relaxivities in plasma at 37 °C)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FAT_T1_MS: Final = 288.0  # gold: subcutaneous and marrow fat
FAT_T2_MS: Final = 130.0  # between bazelaire (58, single echo trains) and gold (165, spiral)
FAT_T2_SINGLE_ECHO_MS: Final = 70.0  # J coupling, which echo trains undo, shortens it: bazelaire
FAT_SHIFT_HZ: Final = -220.0  # 3.5 ppm at 1.5 T
FAT_ADC: Final = 50.0  # 10⁻⁶ mm²/s; large molecules: dietrich
FREE_WATER_ADC: Final = 3000.0  # 10⁻⁶ mm²/s at 37 °C

GADOBUTROL_R1: Final = 5.2  # per mmol/l per s, plasma, 1.5 T: rohrer
GADOBUTROL_R2: Final = 6.1  # same


@dataclass(frozen=True)
class Tissue:
    """One kind of tissue.

    Attributes:
        t1_ms: longitudinal relaxation of its water.
        t2_ms: transverse relaxation of its water.
        density: protons that give signal, relative to pure water, 0..1.
        adc: apparent diffusion coefficient of its water, 10⁻⁶ mm²/s.
        fat: share of the signal-giving protons that are fat's, 0..1.
        gadolinium: concentration some minutes after 0.1 mmol/kg, mmol/l.
        flow: share of signal lost to flow out of the slice in spin-echo imaging, 0..1.
        texture: standard deviation of density from place to place, as a share.
        source: where the figures come from, by key; or what they were chosen between.
    """

    t1_ms: float
    t2_ms: float
    density: float
    adc: float
    fat: float = 0.0
    gadolinium: float = 0.0
    flow: float = 0.0
    texture: float = 0.04
    source: str = ""


TISSUES: Final[Mapping[str, Tissue]] = {
    "air": Tissue(1000, 1, 0.0, 0, texture=0, source="no protons"),
    "cortical_bone": Tissue(1000, 4, 0.20, 300, texture=0.2, source="chosen: T2 below any echo"),
    "fat": Tissue(600, 40, 0.86, 900, fat=0.93, gadolinium=0.02, texture=0.10, source="gold"),
    "skin": Tissue(800, 30, 0.65, 900, fat=0.15, gadolinium=0.3, source="chosen: muscle and fat"),
    "muscle": Tissue(
        1008, 38, 0.76, 1450, 0.04, 0.02, texture=0.10, source="stanisz (44), gold (35)"
    ),
    "ligament": Tissue(900, 12, 0.45, 900, texture=0.1, source="chosen: tendon below any echo"),
    "marrow": Tissue(
        800, 45, 0.70, 450, 0.58, 0.05, texture=0.085, source="bazelaire (549, 49); dietrich"
    ),
    "endplate_fat": Tissue(
        800, 45, 0.74, 400, fat=0.80, gadolinium=0.05, texture=0.1, source="chosen: marrow, fat"
    ),
    "disc_nucleus": Tissue(
        1100, 76, 0.80, 1350, texture=0.08, source="chosen: stanisz cartilage and muscle"
    ),
    "disc_annulus": Tissue(850, 36, 0.66, 1000, texture=0.1, source="stanisz (30), gold (42)"),
    "facet_cartilage": Tissue(1060, 42, 0.75, 1300, source="gold (1060, 42)"),
    "cord_white": Tissue(780, 73, 0.70, 850, texture=0.03, source="stanisz (745, 74), smith"),
    "cord_grey": Tissue(950, 80, 0.77, 900, texture=0.03, source="smith, scaled to 1.5 T"),
    "brain_white": Tissue(780, 76, 0.70, 750, texture=0.03, source="stanisz (884, 72)"),
    "brain_grey": Tissue(1124, 95, 0.80, 850, texture=0.04, source="stanisz (1124, 95)"),
    "csf": Tissue(4300, 1800, 1.0, FREE_WATER_ADC, flow=0.05, texture=0.09, source="rooney"),
    "nerve": Tissue(815, 77, 0.72, 1200, gadolinium=0.03, source="stanisz, optic nerve (815, 77)"),
    "dura": Tissue(900, 18, 0.5, 900, gadolinium=0.15, source="chosen: ligament"),
    "epidural_vein": Tissue(
        1441, 220, 0.85, 2000, gadolinium=0.9, flow=0.55, source="stanisz, blood (1441, 290)"
    ),
    "artery": Tissue(1441, 250, 0.9, 2500, gadolinium=0.9, flow=0.965, source="stanisz, blood"),
    "vein": Tissue(1441, 220, 0.9, 2500, gadolinium=0.9, flow=0.72, source="stanisz, blood"),
    "mucosa": Tissue(1100, 90, 0.85, 1500, gadolinium=0.55, source="chosen: gland, oedema"),
    "gland": Tissue(
        850, 70, 0.8, 1100, 0.25, gadolinium=0.45, texture=0.09, source="chosen: muscle, fat"
    ),
    "thyroid": Tissue(900, 75, 0.82, 1200, 0.03, 0.45, texture=0.06, source="chosen: gland"),
    "cartilage": Tissue(1024, 30, 0.6, 1200, 0.12, texture=0.1, source="stanisz (1024, 30)"),
    "tumour": Tissue(
        1150,
        88,
        0.84,
        1020,
        0.03,
        gadolinium=0.75,
        texture=0.07,
        source="ADC between balliu (0.9) and dietrich (to 1.3); T1, T2, uptake chosen",
    ),
    "tumour_in_marrow": Tissue(
        1100,
        86,
        0.76,
        1000,
        0.10,
        gadolinium=0.65,
        texture=0.10,
        source="ADC between balliu (0.9) and dietrich (to 1.3); T1, T2, uptake chosen",
    ),
    "benign_oedema": Tissue(
        1400, 110, 0.80, 1900, 0.10, gadolinium=0.25, texture=0.06, source="balliu (1.9)"
    ),
}
