/// How far the download of a file has come.
public struct DownloadProgress: Sendable, Hashable {
  /// The name of the file.
  public let file: String
  /// The host, or the whole address, it comes from.
  public let mirror: String
  /// The bytes received.
  public let received: Int
  /// The bytes there are, if the server says so.
  public let total: Int?
}
