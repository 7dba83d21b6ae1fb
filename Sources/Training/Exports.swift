// The signatures of a program name fields, batches and sources of data.
@_exported import Datasets
