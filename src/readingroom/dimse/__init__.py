"""Studies that a PACS sends: the DICOM listener."""
