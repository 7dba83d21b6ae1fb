import Diagnostics
import TensorCore

extension WeightLayout {
  /// The groups whose variables a selection holds, each with all of its variables.
  package func groups(of selection: VariableSelection) -> VariableGroups {
    if selection == .all { return groups }
    let chosen = trainableVariables.filter { selection.contains($0.name) }
    require(
      !chosen.isEmpty,
      "\(selection) is none of the trainable variables \(trainableVariables.map(\.name))")
    let groups = VariableGroups(chosen.map(\.group))
    for variable in trainableVariables where groups.contains(variable.group) {
      require(
        selection.contains(variable.name),
        """
        gradients of \(selection) leave out \(variable.name), which has the same optimizer as \
        \(chosen.first { $0.group == variable.group }?.name ?? ""): a stage updates all variables of \
        an optimizer or none
        """)
    }
    return groups
  }
}
