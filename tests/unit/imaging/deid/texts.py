"""Descriptions as scanners and people write them, and texts that say who someone is; made up."""

from typing import Final

# Of many makers, modalities and languages; nothing in them names anyone.
CLINICAL: Final = """\
Head/Brain without contrast
CT Abdomen & Pelvis w/ IV contrast
Lung Nodule follow up
MR Lumbar Spine w/wo
HIP 1 VW PORTABLE
CHEST 2V
Foot 3+ views right
ANGIO CORONARY
CTA HEAD & NECK W 3D MIPS
Low-dose chest CT screening
SmartPrep Series
Monitoring
PreMonitoring
Topogram 0.6 T20f
Patient Protocol
Dose Report
Dose Info
3-Plane Loc SSFSE
3 Plane Localizer
AX T2 FLAIR FS
Sag CUBE T2 FLAIR
Ax SWAN
Ax DWI ASSET B1000
Apparent Diffusion Coefficient (mm2/s)
Average DC
Exponential Apparent Diffusion Coefficient
FILT_PHA: Ax SWAN
+C Ax T1 FSPGR
COR T1 POST
t1_mpr_ns_sag_p2_iso
t1_mprage_sag_p2_iso_1.0
t2_space_dark-fluid_sag_p2_iso
localizer_ISO
AAHead_Scout_64ch-head-coil
ep2d_diff_mddw_20_p2_FA
ep2d_bold_moco_p2_TRACEW
rest_bold
SWI_Images
Mag_Images
Pha_Images
mIP_Images(SW)
tof_fl3d_tra_p2_multi-slab
tof_fl3d_tra_p2_multi-slab_MIP_SAG
t1_vibe_dixon_tra_bh_p4_320_W
t1_vibe_fs_tra_dyn_pre
haste_cor_mbh
trufi_cor_bh_256
sT2W_FLAIR SENSE
T1W_3D_TFE_ISO
dDWI_SENSE
eDWI SENSE
Reg - DWI
VEN_BOLD
WATER: COR LAVA
InPhase: Ax Dual Echo
OutPhase: Ax Dual Echo
FatSat T2
CINE_segmented_SAX_b2
4CH CINE
2ch trufi
short axis stack
PSIR 8 slices
LGE sax
4D flow aorta
MOLLI pre contrast
Perfusion (stress)
TI scout
Thorax 1.0 I70f 3
Abdomen 5.0 I31f 3 MPR cor
THORAX_ANGIO 1.5 B25f
Vol. 0.5 CE
Bone Window 2.0
Lung 1.25 B70s
C-A-P w contrast
ThorAbd 3.0 Br40 A3
Monoenergetic Plus 40keV
Iodine Map
VNC
Virtual Unenhanced
CaScSeq 3.0 B35f
DS_CorCTA 0.75 B26f 0-90%
BestDiast 70 % Matrix 256
BestSyst 42 %
MEAN & TTP
rCBF
rCBV corrected
TTP TMAX
WB FDG PET/CT
PET AC 3D
PET WB CTAC
CT WB 3.75 thick
NaF bone scan
MDP whole body anterior
Tc-99m MAA perfusion
HIDA scan with CCK
Myocardial perfusion SPECT stress/rest
I-123 MIBG
Ga-68 DOTATATE PET
Lymphoscintigraphy
V/Q scan
US RUQ
US ABDOMEN COMPLETE
US CAROTID BILATERAL DUPLEX
Ultrasound thyroid with FNA
OB US < 14 weeks
TVUS pelvis
Echo TTE limited
LEFT BREAST US
Screening mammogram bilateral with tomo
R CC
L MLO
RMLO magnification
Spot compression LCC
FFDM
Stereotactic biopsy left breast
Wrist PA/LAT/OBL
Hand 3 Views Left
Ankle mortise
Knee sunrise
Shoulder Y view
Scapular Y
C-spine swimmer's
L-spine flexion/extension
Abdomen KUB supine & upright
NG tube placement
PICC line placement
Line placement, portable AP
Cerebral angiogram - left ICA
LAO 45 CRAN 20
RAO 30 CAU 15
LAD PCI
Fluoro Time 2 min
Barium swallow
Upper GI series
Double contrast enema
ERCP
Voiding cystourethrogram
Hysterosalpingogram
Myelogram lumbar
Arthrogram shoulder right
Embolisation
TACE liver segment VII
Kidneys: no hydronephrosis
Left lower lobe pneumonia
Multiple bilateral pulmonary emboli
Acute appendicitis with perforation
Ring-enhancing lesion in the right frontal lobe
Mass effect with 5 mm midline shift
No acute intracranial abnormality
Suspected subarachnoid hemorrhage
2.3 x 1.8 cm nodule in the right upper lobe
Follow-up of known meningioma
Status post lumpectomy
History of breast cancer, restaging
ACL tear
Osteoarthritis of both knees
Scoliosis
Compression fracture L1
Trauma
RTA
Headache
SOB, chest pain
R/O PE
r/o DVT
Evaluate for metastatic disease
Staging rectal cancer
Prostate cancer, PSA 12
PI-RADS 4 lesion
BI-RADS 2
LI-RADS
Crohn's disease
Hodgkin lymphoma
MS follow-up
Parkinson's disease
Alzheimer disease
NPH
Pituitary adenoma
Cholesteatoma
Whipple procedure
s/p fall
Knochenfenster
Weichteilfenster
Thorax p.a. stehend
Thorax seitlich
Kniegelenk rechts in 2 Ebenen
HWS in 2 Ebenen
Beckenübersicht a.p.
Becken, tief a.p.
Schädel CT nativ
CCT nativ
CT Thorax/Abdomen/Becken mit KM
MRT Knie links
MRT LWS nativ und KM
Abdomen portalvenös 5mm
Polytrauma-Spirale
Verlaufskontrolle nach Chemotherapie
V.a. Lungenembolie
Z.n. Sturz
Ausschluss Fraktur
Scanner thoraco-abdomino-pelvien avec injection
TDM TAP
IRM du genou droit
IRM rachis lombaire
Radio du thorax de face
Radiographie poignet gauche F+P
Echographie abdominale
Coupes fines parenchyme
Temps portal
TC de cráneo sin contraste
TAC abdomen y pelvis con contraste
RM columna lumbar
RM de rodilla izquierda
Radiografía de tórax PA
Ecografía abdominal
Mamografía bilateral
RX MANO DERECHA AP
TC torace con mdc
TC encefalo
RM ginocchio sinistro
RX torace 2 proiezioni
Ecografia addome superiore
CT thorax met contrast
MRI hersenen
X-thorax
MR knie rechts
TC de tórax sem contraste
RM de joelho direito
RX de tórax PA e perfil
Tomografia de crânio
Ultrassonografia abdominal total
腹部造影
头颅平扫
МРТ головного мозга
КТ грудной клетки
Comparison: none
Unremarkable.
Moderate motion artifact
LT WRIST
BILAT HIPS & PELVIS
XR RIBS LT W/ PA CHEST
Abd (Venous phase)
MIP 10mm
Recon 2: THIN LUNG
Processed Images
<MIP Collection>
ROI statistics
Screen Save
Secondary Capture
Key Images
ScreenShot
Phoenix Zip Report
PhoenixZIPReport
Exam Summary
Results MM Oncology Reading
FUSED PET/CT
Segmentation
RTSTRUCT
MR Brain WO/W Contrast
CT Angio Chest PE Protocol
CT Spine Thoracic wo Contrast
XR Abdomen 2 Views
XR Elbow Complete Left
NM Bone Scan Whole Body
MR Abdomen MRCP
US Renal Transplant Doppler
MG Diagnostic Right Tomo
CT Sinus Limited
MR Orbits Face Neck wo + w IV Contrast
CT Enterography
MR Pelvis Prostate Multiparametric
FL Esophagram
IR Biopsy Liver
CT Temporal Bones without IV contrast
MRA Neck with contrast
MRV Brain without contrast
Axial FLAIR PROPELLER
Sag T1 FLAIR
Ax T2 FRFSE FS
COR STIR FSE
Ax 3D TOF MRA
COW MIP ROTATION
ADC (10^-6 mm^2/s)
DWI TRACE b=1000
AX GRE HEME
DTI 32 directions
ASL CBF map
SAG MPRAGE
cor reformats
AXIAL RECON
t2_tse_dixon_sag_W
t2_tse_tra_512
t1_se_tra_pre
t1_tse_cor_fs_km
pd_tse_fs_sag_384
t2_haste_tra_mbh
ep2d_diff_b50_400_800_tra_ADC
t1_starvibe_fs_tra_dyn
CEMRA_ce_cor_SUB_MIP
localizer_multi_pos
svs_se_30
csi_se_135
MRCP_3d_space_resp
THIN MIP
T2W_TSE_SAG CLEAR
PDW_SPAIR SENSE
DIXON-T1_W
B-TFE_BH_M2D
mDIXON-All_BH
VISTA T2 SENSE
e-THRIVE dyn
Smartbrain
WIP T2 FLAIR
survey_MST
STIR_longTE
4D-TRAK
RESOLVE b1000
Abdomen^01_AbdomenRoutine (Adult)
Thorax^ThoraxHR (Adult)
Head^HeadRoutine (Adult)
C-Spine 2.0 Br60 S3
Abd/Pel 5.0 Bf37 3 ax
Coronal 3 x 3
LUNG 1.0 Bl57
DE_Abdomen Mono+ 70 keV
PE 1.25 STANDARD
DFOV 25 cm
AXIAL 2.5 ASiR 30%
SMART MAR
Recon 3: 0.625 BONE
Cardiac 75% 0.6
Function 0-95%
Calcium Score
CTA RUN OFF
5.0 x 5.0 AXIAL SOFT TISSUE
1.25 mm Lung
Sagittal MPR 2mm
SCOUT AP/LAT
STANDARD ABD
AAA protocol
Chest AP portable upright
CHEST LATERAL
PA erect
Left decubitus abdomen
Right Hand PA/Oblique/Lateral
Pelvis inlet & outlet
Skull Towne's view
Sinuses Waters view
Clavicle AP 15 deg cephalad
Lumbar spine L5-S1 spot
Both Feet WB AP
Leg length scanogram
Bone age left hand
Skeletal survey
Panoramic dental
LMLO
R XCCL
LCC implant displaced
Transvaginal
Right upper quadrant
Gallbladder
LT CAROTID BULB
RT COMMON FEMORAL VEIN
Thyroid Right Lobe
A4C
PLAX
LV EF
M-Mode
Liver SAG
Testis LT
Cervix
Fetal heart
Abdominal aorta longitudinal
RCA LAO
LCA RAO 30 caudal
Left ventriculogram
DSA cerebral
Fluoroscopy
Cone beam CT
PET Brain
FDG-PET whole body non attenuation corrected
Static renal DMSA
Gastric emptying study
Parathyroid sestamibi SPECT
Post stress gated
Gallium scan
CT attenuation correction
Lesion segmentation left lung
Adenocarcinoma of the left upper lobe
Sigmoid diverticulitis with abscess
Rotator cuff tear of the supraspinatus
L4-L5 disc protrusion with nerve root compression
Diffuse large B-cell lymphoma
Bilateral pleural effusions and pulmonary edema
Hepatic steatosis
Chronic pancreatitis with calcifications
Ischemic stroke in the left MCA territory
Glioblastoma multiforme
Normal pressure hydrocephalus
Grade 2 spondylolisthesis
Stage IV lung cancer
Colles' fracture of the right wrist
Meckel's diverticulum
Osgood-Schlatter disease
Chiari malformation type 1
Klatskin tumor
Bronchiectasis
Patient could not hold breath
Limited by motion
Given 100 ml Omnipaque 350 IV
Injected 7.5 mmol gadobutrol
No contrast given due to renal insufficiency
Prior study available for comparison
Polyp in the sigmoid colon
Hüft-TEP links
Rö Thorax im Stehen
Oberbauchsonographie
Kopf nativ + KM
Halsweichteile mit KM
OSG rechts a.p. und seitl.
Lungenfenster
BWS seitlich
Ganzkörper-CT
Sprunggelenk links
Schädelbasis
MRT Schulter rechts
Kontrolle nach OP
Ausschluss Hirnblutung
Zustand nach Bypass-OP
Scanner cérébral sans injection
Bassin de face
Épaule droite face et profil
Angioscanner thoracique
IRM hépatique
Mammographie bilatérale
Séquence T2 axiale
Rodilla derecha
RM cerebral con gadolinio
TC tórax alta resolución
Columna dorsal lateral
Angio TC aorta
RM encefalo senza e con mdc
TC torace HRCT
Rachide cervicale
Ecografia tiroide
MRI knie links
CT abdomen blanco
Thorax PA en lateraal
Ressonância magnética do encéfalo
TC abdome superior
Coluna lombar AP e perfil
頭部CT単純
胸部正面
腹部超音波
胸部正位片
膝关节侧位
МРТ позвоночника
CT THORAX W CONTRAST
STIR SAG C SPINE
T2 TSE SAG 3mm
Ax T1 FS +C
MRI BRAIN W/O + W
Schädel nativ
LWS sagittal
AP/LAT
post-op
1.5T
TE 90
t2_tse_sag_320
C-SPINE W/O CONTRAST
L CC
MRA TOF CIRCLE OF WILLIS
Thorax 1.0 B31f
C5-C6 disc herniation, L4/5 stenosis
T1-weighted post contrast
b 0 500 1000 s/mm2
XR KNEE 3 VIEWS LT
50% stenosis
Baker's cyst left knee
IRM cérébrale sans et avec injection
TC ADDOME COMPLETO SENZA E CON MDC
RX TORAX PA Y LATERAL
""".splitlines()

# A text, and what of it may not be left.
PLANTED: Final = tuple(
    (line.rpartition("|")[0], line.rpartition("|")[2])
    for line in """\
CT CHEST Kowalska|Kowalska
Mrs Kowalska CT HEAD|Kowalska
Dr. Patel requested MR knee|Patel
pt of Smith, XR hand|Smith
called 555-1234 re results|555-1234
MRN 12345 CT ABDOMEN|12345
MRN: 0012345-6 chest|0012345
DOB 14.03.1955 MRI L-SPINE|14.03.1955
born 14 March 1955, MRI|1955
CT HEAD ward 7B bed 3|7B
Room 412 chest portable|412
Smith, John CT|John
Kowalski^Jan CT THORAX|Kowalski
KOWALSKI JAN 1955-03-14 CT|KOWALSKI
Signed by Dr. J.D. Miller 10:32|Miller
Signed by Dr. J.D. Miller 10:32|J.D
Dictated by: Rebecca Long|Long
Reported by Dr White|White
Dr Head reviewed the images|Head
Mr Long CT abdomen|Long
Frau Klein MRT Knie|Klein
Herr Lang, CT Thorax|Lang
Rose Kowalska MG|Rose
Mark Feldman US|Mark
Grant Huxtable knee MR|Huxtable
ACC 8843190277 CT|8843190277
Acc# A-1234567 chest|1234567
SSN 123-45-6789 CT head|6789
tel +49 30 1234567 MR Knie|1234567
Phone (212) 555-0187 CXR|0187
mail jan.kowalski@klinik.de CT|kowalski
www.klinik-nord.de MR|klinik
CT HEAD 20240315|20240315
CT HEAD 2024-03-15|2024
CT HEAD 15/03/2024|2024
CT HEAD 3/15/24|3/15/24
CT HEAD 15 MAR 24|MAR
CT HEAD 15. März 2024|März
CT HEAD March 15th, 2024|2024
CT HEAD le 14 mars 2025|mars
RX TORAX 14 de marzo de 2025|marzo
CT HEAD 10:32:15|10:32
CT at 3 p.m. head|3 p.m
67 y/o female with chest pain|67
67-year-old man, CT|67
45M chest pain|45
94F fall|94
Age 67 CT|67
Patient: Nguyen Van An, CT|Nguyen
pt name Tanaka Hiroshi MR|Tanaka
Mother: Elena Popescu, fetal MRI|Popescu
Contact: Liisa Virtanen CT|Virtanen
Ref: Dr. Ahmed Al-Farsi, MR spine|Farsi
Springfield General Hospital CT|Springfield
St. Mary's Hospital chest|Mary
Charité Berlin MRT Kopf|Charité
Massachusetts chest CT|Massachusetts
12 High Street, Leeds CT|Street
Hauptstraße 5, 10115 Berlin MRT|Hauptstraße
station AWP41234 head|AWP41234
SN 45021 scanner CT|45021
S/N: HX-2231 CT|2231
device CTAWP95921|CTAWP95921
tech: JB, CT chest|JB
Performed by MKL CT|MKL
initials A.B. chest|A.B
K. Meier CT Thorax|Meier
Meier, K. CT Thorax|Meier
CT Thorax (Meier)|Meier
CT Thorax [Meier]|Meier
CT_THORAX_MEIER|MEIER
MEIER_CT_THORAX_1955|1955
CTThoraxMeier|Meier
T1Meier|Meier
3mmMeier|Meier
Meier3|Meier
1.2.840.113619.2.55.3.481516234 CT|481516234
UID 2.25.3344556677|3344556677
Иванов КТ головы|Иванов
김철수 두부 CT|김철수
山田太郎 胸部単純|山田
王小明 胸部平扫|王小明
Παπαδόπουλος θώρακας|Παπαδόπουλος
מירי כהן CT|כהן
محمد علي CT|محمد
José Núñez RM rodilla|Núñez
Łukasz Wójcik TK|Wójcik
Özgülheim Qwilbjarnsson CT|Qwilbjarnsson
Baker requested CT|Baker
J Smith's knee|Smith
Dr Smith's lesion|Smith
Hodgkin (patient) CT|Hodgkin
seen with Parkinson, MD|Parkinson,
per Dr Young chest|Young
discussed with Brown by phone|Brown
nurse Jones, CT|Jones
Tech Wood chest|Wood
NHS 943 476 5919 CT|943
passport X1234567 CT|X1234567
PIN 4711 chest|4711
CT HEAD #4815162342|4815162342
chest 4815%|4815
chest 481516mm|481516
chest b481516|481516
TE481516 T2|481516
CT 1985|1985
follow-up since 2019|2019
visit 3 of study ABX-77|77
trial NCT01234567 MR|01234567
gunshot in Chicago|Chicago
lives in Oslo, cough|Oslo
Mayo Clinic protocol CT|Mayo
Kaiser MR brain|Kaiser
UCSF liver protocol|UCSF
policeman from Leeds|Leeds
""".splitlines()
)
