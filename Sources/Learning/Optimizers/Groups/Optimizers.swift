import TensorCore

/// The optimizers of a program, each with the variables that it updates.
///
///     var optimizers: Optimizers { RMSprop() }  // for all trainable variables
///
///     var optimizers: Optimizers {
///       Adam(for: .under("generator"), learningRate: 1e-4)
///       Adam(for: .under("critic"), learningRate: 1e-4)
///     }
///
/// The variables of each are a group: they lie side by side, and are updated together. Each optimizer has
/// slots, a number of updates and a learning rate of its own.
public struct Optimizers: Sendable {
  /// The optimizers, in the order of their groups.
  public let all: [any Optimizer]

  /// Optimizers in the order of their groups.
  public init(_ optimizers: [any Optimizer]) { all = optimizers }

  /// A single optimizer.
  public init(_ optimizer: any Optimizer) { all = [optimizer] }

  /// Optimizers, a line each.
  public init(@OptimizersBuilder _ optimizers: () -> Optimizers) { self = optimizers() }

  /// The layout with each trainable variable in the group of its optimizer: the first that claims it, and
  /// the first of all if none does, which ``check(_:in:)`` tells.
  package func grouping(_ layout: WeightLayout) -> WeightLayout {
    if all.count <= 1 { return layout }
    return layout.grouped { variable in
      all.firstIndex { $0.variables.contains(variable.name) } ?? 0
    }
  }

  /// Checks before a job begins that each trainable variable has exactly one optimizer.
  ///
  /// - Parameters:
  ///   - layout: The variables.
  ///   - program: The name of the program.
  /// - Throws: ``OptimizerFault`` that names the first variable that has not, or an optimizer without any.
  package func check(_ layout: WeightLayout, in program: String) throws(OptimizerFault) {
    func fault(_ code: OptimizerFault.Code) -> OptimizerFault {
      OptimizerFault(code: code, program: program)
    }
    if all.count > VariableGroups.limit { throw fault(.tooMany(all.count)) }
    for variable in layout.trainableVariables {
      let claims = all.indices.filter { all[$0].variables.contains(variable.name) }
      if claims.isEmpty {
        throw fault(.unclaimed(variable: variable.name, optimizers: all.map(Self.name(of:))))
      }
      if claims.count > 1 {
        throw fault(
          .claimedTwice(
            variable: variable.name, by: Self.name(of: all[claims[0]]),
            and: Self.name(of: all[claims[1]])))
      }
    }
    for optimizer in all
    where layout.trainableVariableCount > 0
      && !layout.trainableVariables.contains(where: { optimizer.variables.contains($0.name) })
    {
      throw fault(
        .idle(Self.name(of: optimizer), variables: layout.trainableVariables.map(\.name)))
    }
  }

  /// What an optimizer is called in messages.
  private static func name(of optimizer: any Optimizer) -> String {
    "\(type(of: optimizer)) for \(optimizer.variables)"
  }
}

extension Optimizers: ExpressibleByArrayLiteral {
  /// Optimizers in the order of their groups.
  public init(arrayLiteral optimizers: any Optimizer...) { self.init(optimizers) }
}
