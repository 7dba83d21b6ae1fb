import Diagnostics
import TensorCore

/// What the losses of some shards came to, beside their gradients: merged along the tree as those are.
public struct LossTotals: Sendable, Hashable {
  /// What the gradients are of; nil where there was no example.
  public private(set) var form: GradientForm?
  /// For each group whose gradients are divided, in order: what by.
  public private(set) var denominators: [Double]
  /// The sum of the losses as they are differentiated; only whether it is a number counts.
  public private(set) var loss: Double

  /// - Parameters:
  ///   - form: What the gradients are of; nil, the default, where there was no example.
  ///   - denominators: For each group whose gradients are divided: what by; none by default.
  ///   - loss: The sum of the losses; 0 by default.
  public init(form: GradientForm? = nil, denominators: [Double] = [], loss: Double = 0) {
    require(
      denominators.count == form?.divided.count ?? 0,
      "\(denominators.count) denominators for gradients of \(form?.description ?? "nothing")")
    self.form = form
    self.denominators = denominators
    self.loss = loss
  }

  /// Adds what other shards came to.
  ///
  /// - Parameter place: Where the shards are of, for the message to a program whose shards do not agree.
  package mutating func merge(_ other: LossTotals, in place: @autoclosure () -> String) {
    loss += other.loss
    guard let otherForm = other.form else { return }
    guard let form else {
      (self.form, denominators) = (otherForm, other.denominators)
      return
    }
    require(
      form == otherForm,
      """
      \(place()) gives gradients of \(form) in one shard and of \(otherForm) in another: what a stage \
      updates must not depend on its examples
      """)
    for index in denominators.indices { denominators[index] += other.denominators[index] }
  }

  /// What the gradients of a group are divided by; nil if they are not.
  package func denominator(ofGroup group: Int) -> Double? {
    guard let form, form.divided.contains(group) else { return nil }
    return form.divided.numbers.firstIndex(of: group).map { denominators[$0] }
  }
}
