"""De-identification of a folder, without a library: no Django, no database, no data folder."""
