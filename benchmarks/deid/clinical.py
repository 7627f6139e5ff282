"""What scanners and radiographers write that is clinical, and so must survive.

Two sets of phrases: one that the developers of a tool may look at, and one that is held out, used
only with the seeds that are reported. Once a tool was mended by what it lost of the second, that
set belongs to the first, and another has to be written before anything is reported again.
"""

from typing import Final

FIRST_REPORTED_SEED: Final = 1000

_TUNED: Final = {
    "CT": (
        "CT THORAX W CONTRAST|Thorax 1.0 B31f|CT ABDOMEN PELVIS VENOUS PHASE|LUNG HRCT 1.25MM|"
        "C-SPINE W/O CONTRAST|CTA AORTA RUNOFF|AX 5MM SOFT TISSUE|COR MPR BONE|SCOUT|"
        "Brain helical 0.625 mm|HEAD ROUTINE|LIVER 3 PHASE ARTERIAL|CORONARY CTA RETRO 75%"
    ),
    "MR": (
        "STIR SAG C SPINE|T2_TSE_SAG_FS|AX T1 POST GAD|ep2d_diff_3scan_trace_p2|DWI b1000 ADC|"
        "MRA TOF CIRCLE OF WILLIS|t1_mprage_sag_p2_iso|FLAIR AXIAL|KNEE PD FS COR|"
        "L-SPINE T2 AX|SWI 3D|LOCALIZER|PROSTATE DCE dynamic"
    ),
    "US": (
        "ABDOMEN LIVER LONG|CAROTID DOPPLER LEFT|THYROID RT LOBE TRV|"
        "OB 2ND TRIMESTER|GALLBLADDER"
    ),
    "MG": "L CC|R MLO|SCREENING BILATERAL|DIAGNOSTIC SPOT COMPRESSION RIGHT",
    "DX": (
        "CHEST PA|CHEST LATERAL|KNEE AP WEIGHT BEARING|HAND OBLIQUE LEFT|"
        "PELVIS AP|LUMBAR SPINE LAT"
    ),
    "XA": "LEFT CORONARY RAO CAUDAL|CEREBRAL ANGIO DSA|FLUORO 15 FPS",
    "NM": "BONE SCAN WHOLE BODY ANT POST|THYROID UPTAKE|MYOCARDIAL PERFUSION STRESS",
    "PT": "PET AC 3D WHOLE BODY|FDG ONCOLOGY SKULL TO THIGH|NAC",
    "OT": "SECONDARY CAPTURE|3D VRT|RESULTS TABLE|DOSE REPORT",
}  # fmt: skip
# Were once held out; a tool was mended by them, and so they measure no longer.
_SPENT: Final = {
    "CT": (
        "CT NECK SOFT TISSUE POST CONTRAST|Abdomen 3.0 I40f 3|SINUSES CORONAL BONE 0.75|"
        "CTPA PULMONARY EMBOLISM|RENAL COLIC LOW DOSE|"
        "SAG REFORMAT THORACIC SPINE|PORTAL VENOUS 2.5MM|"
        "Temporal bones H70h|CHEST EXPIRATION|TAP W IV CONTRAST|SURVIEW|CARDIAC CALCIUM SCORE"
    ),
    "MR": (
        "AX T2 FLAIR FS|t2_space_dark-fluid_sag|COR STIR PELVIS|OBL PD SHOULDER LT|"
        "MRCP THICK SLAB|DIFFUSION AXIAL b0 b500|BRAIN T1 MPRAGE GAD|SAG T1 THORACIC SPINE|"
        "Resting state fMRI|Dixon water|LIVER VIBE ARTERIAL|SCOUT 3 PLANE"
    ),
    "US": (
        "KIDNEY RT SAG|LIVER PORTAL VEIN DOPPLER|SCROTUM TRANSVERSE LEFT|"
        "PELVIS TRANSVAGINAL|AORTA"
    ),
    "MG": "R CC|L MLO|TOMOSYNTHESIS LEFT|MAGNIFICATION VIEW",
    "DX": (
        "ABDOMEN SUPINE|ANKLE MORTISE RIGHT|CERVICAL SPINE FLEXION|"
        "PORTABLE CHEST AP|SHOULDER AXILLARY"
    ),
    "XA": "RIGHT CORONARY LAO CRANIAL|AORTOGRAM|RENAL ARTERY",
    "NM": "GASTRIC EMPTYING|LUNG VENTILATION PERFUSION|RENOGRAM MAG3",
    "PT": "PET CTAC BRAIN|PSMA WHOLE BODY|DYNAMIC LIST MODE",
    "OT": "MIP ROTATION|PERFUSION MAPS|SCREEN SAVE|STRUCTURED REPORT",
}  # fmt: skip
_SPENT_LATER: Final = {
    "CT": (
        "CT UROGRAM NEPHROGRAPHIC PHASE|Pancreas 1.5 Br40d|FACIAL BONES AX 0.6|"
        "CTA CAROTIDS ARCH TO VERTEX|DUAL ENERGY GOUT FOOT|Thx-Abd-Pelv 3.0 cor MPR|"
        "INTERSTITIAL LUNG INSP 1mm|TRAUMA PAN SCAN|Adrenal washout 15 MIN DELAY|"
        "IAC HELICAL ULTRA HIGH RES|ENTEROGRAPHY ORAL CONTRAST|Calcium scoring 3.0 Qr36|"
        "RT SIM BREAST DIBH"
    ),
    "MR": (
        "pd_tse_fs_cor_wrist|Ax DWI b800 BRAIN|SAG CUBE FLAIR|ADC (10^-6 mm2/s)|"
        "T1 SE COR POST FATSAT ORBITS|TOF 3D MULTI SLAB NECK|cine bSSFP 4CH|"
        "LGE short axis PSIR|T2 map myocardium|Dixon fat LUMBAR|VIBE DYN BREAST SUB2|"
        "ASL perfusion CBF|MR ENTEROGRAPHY HASTE COR|PROSTATE T2 OBL AX 3mm|DTI 64 dir FA map"
    ),
    "US": (
        "SPLEEN SAG|TESTIS LT TRANS COLOUR|BREAST RT 10 O'CLOCK|AORTA BIFURCATION|"
        "FETAL ABDOMEN|POPLITEAL VEIN COMPRESSION"
    ),
    "MG": "L XCCL|R CC IMPLANT DISPLACED|SPECIMEN RADIOGRAPH|C-VIEW R MLO",
    "DX": (
        "SKULL TOWNE|FEMUR LAT DISTAL|THORACIC SPINE AP|HIP FROG LEG LEFT|"
        "SCAPHOID VIEWS RIGHT WRIST|NASOGASTRIC TUBE POSITION"
    ),
    "XA": "LEFT VENTRICULOGRAM RAO 30|TIPS REVISION|PULMONARY ANGIOGRAM RIGHT|ROADMAP",
    "NM": "HIDA SCAN 60 MIN|PARATHYROID SESTAMIBI DELAYED|DMSA POSTERIOR|GATED SPECT REST",
    "PT": "PET NAC HEAD NECK|DOTATATE WB AC|CT ATTENUATION CORRECTION|BRAIN DYNAMIC FRAMES",
    "OT": "CURVED MPR LAD|BOLUS TRACKING GRAPH|VOLUME RENDERED|KEY IMAGES",
}  # fmt: skip
_HELD_OUT: Final = {
    "CT": (
        "CT CHEST HIGH RES PRONE|Abd-Pelvis 5.0 Br44|CT KUB STONE PROTOCOL|NECK ANGIO SAG MIP|"
        "Orbits thin bone recon|CT CYSTOGRAM|LIVER LATE ARTERIAL 2mm|Spine Thoracic 2.0 MPR cor|"
        "PERFUSION BRAIN CBV|CALCANEUS 3D VR|CT COLONOGRAPHY SUPINE|Mediastinum 3.0 I30f|"
        "POST EVAR ENDOLEAK|LOW DOSE LUNG SCREENING"
    ),
    "MR": (
        "ax_t1_vibe_fs_dynamic_pre|COR T2 HASTE ABDOMEN|SAG PD FAT SAT KNEE|DWI b50 b400 b800|"
        "MRV BRAIN PHASE CONTRAST|IAC 3D T2 CISS|T1 map native SAX|FIRST PASS PERFUSION|"
        "SACROILIAC JOINTS COR OBL STIR|PELVIS T2 SAG UTERUS|MR ARTHROGRAM HIP|"
        "BRACHIAL PLEXUS COR|SPECTROSCOPY TE 135|AX SWAN|whole spine sag T2"
    ),
    "US": (
        "LIVER HEPATIC VEINS|PANCREAS TRANSVERSE|APPENDIX RLQ|CAROTID BULB RIGHT ICA|"
        "INFANT HIP CORONAL|OVARY LEFT LONG"
    ),
    "MG": "L ML|R LATEROMEDIAL|BILATERAL TOMO CC|STEREOTACTIC BIOPSY LEFT",
    "DX": (
        "CHEST DECUBITUS|ELBOW LATERAL RIGHT|SACRUM COCCYX AP|FOOT WEIGHT BEARING LAT|"
        "CLAVICLE AXIAL|ORTHOPANTOMOGRAM"
    ),
    "XA": "LEFT INTERNAL CAROTID LATERAL|FISTULOGRAM ARM|ERCP CHOLANGIOGRAM|BIPLANE VERTEBRAL",
    "NM": "LIVER SPLEEN SULPHUR COLLOID|OCTREOTIDE SCAN|STRESS GATED SAX|GALLIUM WHOLE BODY",
    "PT": "FET BRAIN STATIC|AC CT LOW DOSE|FDG TORSO 2 BEDS|AMYLOID PET",
    "OT": "SUBTRACTION MAP|MIP CORONAL THICK|CAD MARKS|PROTOCOL SHEET",
}  # fmt: skip

# Maker, model, software and kernel or sequence, by modality.
MAKERS: Final = {
    "CT": (
        ("SIEMENS", "SOMATOM Definition AS+", "syngo CT 2012B", "B31f"),
        ("GE MEDICAL SYSTEMS", "LightSpeed VCT", "gmp_vct.42", "STANDARD"),
        ("Philips", "Brilliance 64", "3.5.4", "YA"),
        ("TOSHIBA", "Aquilion ONE", "V4.93ER003", "FC08"),
    ),
    "MR": (
        ("SIEMENS", "Skyra", "syngo MR E11", "*tse2d1_15"),
        ("GE MEDICAL SYSTEMS", "DISCOVERY MR750", "27\\LX\\MR Software release:DV26.0", "FSE-XL"),
        ("Philips Medical Systems", "Ingenia", "5.3.1\\5.3.1.3", "TSE"),
    ),
    "US": (
        ("GE Vingmed Ultrasound", "Vivid E95", "202.57.0", ""),
        ("Philips Medical Systems", "EPIQ 7C", "EPIQ 7C_1.8.5.0", ""),
    ),
    "MG": (("HOLOGIC, Inc.", "Selenia Dimensions", "1.9.0.529", ""),),
    "DX": (
        ("Agfa", "DX-D 30", "NIM2110", ""),
        ("FUJIFILM Corporation", "DR CALNEO", "A09", ""),
    ),
    "XA": (("Philips Medical Systems", "AlluraXper", "8.2.25", ""),),
    "NM": (("SIEMENS NM", "Encore2", "VA60A", ""),),
    "PT": (("GE MEDICAL SYSTEMS", "Discovery 690", "pet_coreload.44", ""),),
    "OT": (("AGFA", "Impax", "6.5.3", ""),),
}  # fmt: skip


def phrases(modality: str, seed: int) -> list[str]:
    """Clinical phrases of one modality, from the set that this seed may use."""
    kin = _KIN.get(modality, modality)
    sets = (_HELD_OUT,) if seed >= FIRST_REPORTED_SEED else (_TUNED, _SPENT, _SPENT_LATER)
    return [phrase for chosen in sets for phrase in chosen.get(kin, chosen["OT"]).split("|")]


def makers(modality: str) -> tuple[tuple[str, str, str, str], ...]:
    """Makers, models, software versions and kernels of scanners of one modality."""
    return MAKERS.get(_KIN.get(modality, modality), MAKERS["OT"])


_KIN: Final = {"CR": "DX", "SEG": "CT", "RTSTRUCT": "CT", "SC": "OT"}
