extension DataArray {
  /// Reads a NumPy file, as `numpy.save` writes it: truth values, whole numbers, Float16, Float32 and
  /// Float64 in either order of bytes and either order of axes, packed by gzip or not.
  ///
  /// An array in Fortran's order is brought into the order in which the last axis varies fastest. Python
  /// objects are never loaded.
  ///
  /// - Parameter path: Where the file is. Its name doesn't matter.
  /// - Throws: ``DatasetError`` if it can't be read, is no NumPy file, holds another type, a number that
  ///   does not fit, or is not exactly as long as its header announces.
  public init(npy path: String) throws(DatasetError) {
    try self.init(npyFrom: .file(path, activity: "reading \(path)"), remedy: "Fetch the file again")
  }

  /// Reads a file, or a member of an archive.
  init(npyFrom source: ByteSource, remedy: String) throws(DatasetError) {
    let unpacker = try Unpacker(source)
    let header = try NPYHeader(from: unpacker, remedy: remedy)
    let reader = ArrayReader(
      unpacker: unpacker, element: header.element, shape: header.shape, remedy: remedy)
    var memory = try reader.read()
    if header.isFortranOrdered {
      memory = try FortranOrder.rowMajor(
        memory, of: header.element.dtype, shape: header.shape, for: source.activity)
    }
    self.init(dtype: header.element.dtype, shape: header.shape, memory: memory)
  }
}
