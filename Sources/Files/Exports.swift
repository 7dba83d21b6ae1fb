// Paths are bytes: everything here, and whoever opens files with it, gets the calls that know so.
@_exported import OperatingSystem
