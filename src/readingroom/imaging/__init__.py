"""DICOM without Django: read, de-identify, decode, sort, transcode, describe."""
