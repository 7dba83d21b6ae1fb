import CVectorLoops

// Comparisons of each element, of tensors that broadcast, named as those of Swift's SIMD types. No
// gradient goes through them, and no tape follows the result.
extension Tensor {
  /// 1 where the left element is greater, else 0.
  public static func .> (left: Tensor, right: Tensor) -> Tensor {
    BinaryOperator.apply(TANDEM_GREATER, left, right, in: ".>")
  }

  /// 1 where the left element is greater or equal, else 0.
  public static func .>= (left: Tensor, right: Tensor) -> Tensor {
    BinaryOperator.apply(TANDEM_GREATER_EQUAL, left, right, in: ".>=")
  }

  /// 1 where the left element is less, else 0.
  public static func .< (left: Tensor, right: Tensor) -> Tensor {
    BinaryOperator.apply(TANDEM_LESS, left, right, in: ".<")
  }

  /// 1 where the left element is less or equal, else 0.
  public static func .<= (left: Tensor, right: Tensor) -> Tensor {
    BinaryOperator.apply(TANDEM_LESS_EQUAL, left, right, in: ".<=")
  }

  /// 1 where the elements are equal, else 0; a NaN equals nothing.
  public static func .== (left: Tensor, right: Tensor) -> Tensor {
    BinaryOperator.apply(TANDEM_EQUAL, left, right, in: ".==")
  }

  /// 1 where the elements are not equal, else 0; a NaN equals nothing.
  public static func .!= (left: Tensor, right: Tensor) -> Tensor {
    BinaryOperator.apply(TANDEM_NOT_EQUAL, left, right, in: ".!=")
  }

  /// 1 where the element is greater than a number, else 0.
  public static func .> (left: Tensor, right: Float) -> Tensor { left .> Tensor(right) }

  /// 1 where the element is greater than a number or equal, else 0.
  public static func .>= (left: Tensor, right: Float) -> Tensor { left .>= Tensor(right) }

  /// 1 where the element is less than a number, else 0.
  public static func .< (left: Tensor, right: Float) -> Tensor { left .< Tensor(right) }

  /// 1 where the element is less than a number or equal, else 0.
  public static func .<= (left: Tensor, right: Float) -> Tensor { left .<= Tensor(right) }

  /// 1 where the element equals a number, else 0.
  public static func .== (left: Tensor, right: Float) -> Tensor { left .== Tensor(right) }

  /// 1 where the element does not equal a number, else 0.
  public static func .!= (left: Tensor, right: Float) -> Tensor { left .!= Tensor(right) }
}
