// What someone who writes a training program needs, behind one import.
@_exported import Datasets
@_exported import Files
@_exported import Learning
@_exported import Programs
@_exported import TensorCore
@_exported import Training
