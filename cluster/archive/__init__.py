"""Where archived reports are had from: the manager, a folder of downloaded files, or a copy of the log store."""
