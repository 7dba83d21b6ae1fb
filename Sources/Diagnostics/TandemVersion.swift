/// The version of this package.
public enum TandemVersion {
  /// Such as `0.1.0`. Processes of one job all have the same.
  public static let current = "0.1.0"
}
