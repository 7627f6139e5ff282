"""The closed lists of the case document, each entry with the words a reader sees."""

from enum import StrEnum


class Labelled(StrEnum):
    """An entry of a closed list: its value is written in files, its ``label`` is shown."""

    label: str

    def __new__(cls, value: str, label: str) -> "Labelled":
        """Make the entry from its value and its label."""
        entry = str.__new__(cls, value)
        entry._value_ = value
        entry.label = label
        return entry

    @classmethod
    def label_of(cls, value: str) -> str:
        """The label of the entry with this value; ``StopIteration`` where there is none."""
        return next(entry.label for entry in cls if entry.value == value)


class Certainty(Labelled):
    """How sure the diagnosis is, from least to most."""

    POSSIBLE = "possible", "Possible"
    PROBABLE = "probable", "Probable"
    ALMOST_CERTAIN = "almost-certain", "Almost certain"
    CERTAIN = "certain", "Certain"
    NOT_APPLICABLE = "not-applicable", "Not applicable"


class Difficulty(Labelled):
    """The stage of training a case is for."""

    PRIMARY = "primary", "Primary"
    INTERMEDIATE = "intermediate", "Intermediate"
    ADVANCED = "advanced", "Advanced"


class System(Labelled):
    """The part of the body or the field a case is filed under; a case may have several."""

    BREAST = "breast", "Breast"
    CARDIAC = "cardiac", "Cardiac"
    CENTRAL_NERVOUS_SYSTEM = "central-nervous-system", "Central nervous system"
    CHEST = "chest", "Chest"
    FORENSIC = "forensic", "Forensic"
    GASTROINTESTINAL = "gastrointestinal", "Gastrointestinal"
    GYNAECOLOGY = "gynaecology", "Gynaecology"
    HAEMATOLOGY = "haematology", "Haematology"
    HEAD_AND_NECK = "head-and-neck", "Head and neck"
    HEPATOBILIARY = "hepatobiliary", "Hepatobiliary"
    INTERVENTIONAL = "interventional", "Interventional"
    MUSCULOSKELETAL = "musculoskeletal", "Musculoskeletal"
    OBSTETRICS = "obstetrics", "Obstetrics"
    ONCOLOGY = "oncology", "Oncology"
    PAEDIATRICS = "paediatrics", "Paediatrics"
    SPINE = "spine", "Spine"
    TRAUMA = "trauma", "Trauma"
    UROGENITAL = "urogenital", "Urogenital"
    VASCULAR = "vascular", "Vascular"
    NOT_APPLICABLE = "not-applicable", "Not applicable"


class Modality(Labelled):
    """How a study was made. PET and PET-CT are nuclear medicine with their own label."""

    CT = "ct", "CT"
    MRI = "mri", "MRI"
    XRAY = "x-ray", "X-ray"
    ULTRASOUND = "ultrasound", "Ultrasound"
    MAMMOGRAPHY = "mammography", "Mammography"
    ANGIOGRAPHY = "angiography", "Angiography (DSA)"
    FLUOROSCOPY = "fluoroscopy", "Fluoroscopy"
    NUCLEAR_MEDICINE = "nuclear-medicine", "Nuclear medicine"
    ANNOTATED_IMAGE = "annotated-image", "Annotated image"
    ILLUSTRATION = "illustration", "Illustration"
    PATHOLOGY = "pathology", "Pathology"
    PHOTOGRAPH = "photograph", "Photograph"


class AgeUnit(Labelled):
    """The unit of an age; each is a letter of the DICOM age string (PS3.5 section 6.2, AS)."""

    DAYS = "days", "days"
    WEEKS = "weeks", "weeks"
    MONTHS = "months", "months"
    YEARS = "years", "years"


class Sex(Labelled):
    """The patient's sex, as Patient's Sex (0010,0040) has it."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Other"
    NOT_STATED = "not-stated", "Not stated"


class StageKind(Labelled):
    """What a stage of the case holds."""

    PRESENTATION = "presentation", "Presentation"
    LABORATORY = "laboratory", "Laboratory"
    STUDY = "study", "Study"
    PROCEDURE = "procedure", "Procedure"
    PATHOLOGY = "pathology", "Pathology"
    COURSE = "course", "Course"
    DISCUSSION = "discussion", "Discussion"


class StainResult(Labelled):
    """What an immunohistochemical or special stain showed."""

    POSITIVE = "positive", "Positive"
    NEGATIVE = "negative", "Negative"
    FOCAL = "focal", "Focal"
    EQUIVOCAL = "equivocal", "Equivocal"
    NOT_DONE = "not-done", "Not done"


class StainIntensity(Labelled):
    """How strongly the cells stained."""

    WEAK = "weak", "Weak"
    MODERATE = "moderate", "Moderate"
    STRONG = "strong", "Strong"


class StainLocation(Labelled):
    """Which part of the cell stained."""

    NUCLEAR = "nuclear", "Nuclear"
    CYTOPLASMIC = "cytoplasmic", "Cytoplasmic"
    MEMBRANOUS = "membranous", "Membranous"


class LabFlag(Labelled):
    """Where a laboratory value lies in its reference range."""

    LOW = "low", "Low"
    NORMAL = "normal", "Normal"
    HIGH = "high", "High"
    ABNORMAL = "abnormal", "Abnormal"


class CourseKind(Labelled):
    """What happened to the patient."""

    OPERATION = "operation", "Operation"
    TREATMENT = "treatment", "Treatment"
    FOLLOW_UP = "follow-up", "Follow-up"
    OUTCOME = "outcome", "Outcome"


class Licence(Labelled):
    """Under what terms others may use the case; values are SPDX identifiers where one exists."""

    ALL_RIGHTS_RESERVED = "all-rights-reserved", "All rights reserved"
    INSTITUTION_ONLY = "institution-only", "Only within the institution"
    CC0 = "CC0-1.0", "CC0 1.0"
    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    CC_BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0"
    CC_BY_NC_SA = "CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"
    CC_BY_NC_ND = "CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0"

    @property
    def url(self) -> str:
        """Where the terms are written, or an empty string where there are none to read."""
        if self in {Licence.ALL_RIGHTS_RESERVED, Licence.INSTITUTION_ONLY}:
            return ""
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        terms = self.value.removeprefix("CC-").removesuffix("-4.0").lower()
        return f"https://creativecommons.org/licenses/{terms}/4.0/"


class Language(Labelled):
    """The language a case is written in; values are of ISO 639-1."""

    ENGLISH = "en", "English"
    ARABIC = "ar", "Arabic"
    CHINESE = "zh", "Chinese"
    CZECH = "cs", "Czech"
    DANISH = "da", "Danish"
    DUTCH = "nl", "Dutch"
    FINNISH = "fi", "Finnish"
    FRENCH = "fr", "French"
    GERMAN = "de", "German"
    GREEK = "el", "Greek"
    HEBREW = "he", "Hebrew"
    HINDI = "hi", "Hindi"
    HUNGARIAN = "hu", "Hungarian"
    INDONESIAN = "id", "Indonesian"
    ITALIAN = "it", "Italian"
    JAPANESE = "ja", "Japanese"
    KOREAN = "ko", "Korean"
    NORWEGIAN = "nb", "Norwegian"
    PERSIAN = "fa", "Persian"
    POLISH = "pl", "Polish"
    PORTUGUESE = "pt", "Portuguese"
    ROMANIAN = "ro", "Romanian"
    RUSSIAN = "ru", "Russian"
    SPANISH = "es", "Spanish"
    SWAHILI = "sw", "Swahili"
    SWEDISH = "sv", "Swedish"
    THAI = "th", "Thai"
    TURKISH = "tr", "Turkish"
    UKRAINIAN = "uk", "Ukrainian"
    VIETNAMESE = "vi", "Vietnamese"


class Aspect(Labelled):
    """What a line of a rubric asks for. Most points are lost to the first."""

    OBSERVATION = "observation", "Observation"
    INTERPRETATION = "interpretation", "Interpretation"
