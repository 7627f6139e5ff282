"""Identity out of DICOM objects: what is known to be safe stays, everything else goes."""
