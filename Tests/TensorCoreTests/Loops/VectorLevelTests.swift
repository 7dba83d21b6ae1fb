import CVectorLoopLevels
import CVectorLoops
import TensorCore
import TestSupport
import Testing

@Suite("The loops of every CPU level that this CPU has", .computing)
struct VectorLevelTests {
  /// What a loop wrote.
  private struct Output: Equatable {
    let loop: String
    let bytes: [UInt8]
  }

  private final class Outputs {
    var all: [Output] = []
  }

  private static func outputs(
    of exercise: TandemExercise, on values: [Float], columns: Int
  ) -> [Output] {
    let outputs = Outputs()
    exercise(
      values, columns,
      { context, loop, bytes, count in
        let outputs = Unmanaged<Outputs>.fromOpaque(context!).takeUnretainedValue()
        outputs.all.append(
          Output(
            loop: String(cString: loop!),
            bytes: Array(UnsafeRawBufferPointer(start: bytes, count: count))))
      }, Unmanaged.passUnretained(outputs).toOpaque())
    return outputs.all
  }

  /// Half of them zero, some of them at the edges of what a Float32 can be.
  private static func values(columns: Int) -> [Float] {
    let edges: [Float] = [-0.0, .leastNonzeroMagnitude, Float(bitPattern: 700), 1e19, -88, 89, 1]
    return Tensor.random(
      [2 * Int(tandem_exercise_rows) * columns], seed: UInt64(columns), in: -9..<9
    ).values.enumerated().map { index, value in
      index % 2 == 0 ? value : index % 31 == 5 ? edges[index % edges.count] : 0
    }
  }

  @Test(
    "give the bits of the level that this program runs at",
    .enabled(if: tandem_cpu_has_v3(), "this CPU has the baseline only"),
    arguments: [0, 1, 3, 10, 16, 31, 64, 131, 300])
  func sameBits(columns: Int) {
    let values = Self.values(columns: columns)
    let chosen = Self.outputs(of: tandem_exercise_chosen, on: values, columns: columns)
    #expect(chosen.count > 20)
    var levels: [(name: String, exercise: TandemExercise)] = [
      ("baseline", tandem_exercise_baseline), ("v3", tandem_exercise_v3),
    ]
    if tandem_cpu_has_v4() { levels.append((name: "v4", exercise: tandem_exercise_v4)) }
    for (name, exercise) in levels {
      let outputs = Self.outputs(of: exercise, on: values, columns: columns)
      #expect(outputs.map(\.loop) == chosen.map(\.loop))
      let differing = zip(outputs, chosen).filter { $0 != $1 }.map(\.0.loop)
      #expect(differing.isEmpty, "x86-64 \(name)")
    }
  }
}
