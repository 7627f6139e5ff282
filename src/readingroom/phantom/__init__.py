"""The simulated patient: volumes of tissue, and DICOM with known truth. No Django."""
