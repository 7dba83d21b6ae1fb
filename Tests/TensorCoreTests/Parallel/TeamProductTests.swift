import TensorCore
import TestSupport
import Testing

@Suite("Products on a team", .computing)
struct TeamProductTests {
  /// Rows, inner and columns; the products of an MNIST step at batch 32 and 512 among them.
  static let shapes: [(Int, Int, Int)] = [
    (1, 1, 1), (5, 7, 3), (17, 1000, 801), (1, 784, 512),
    (32, 784, 512), (32, 512, 10), (784, 32, 512), (512, 32, 10), (32, 10, 512),
    (512, 784, 512), (512, 512, 10), (784, 512, 512), (512, 10, 512),
  ]

  @Test("have the same bits on 1, 2, 3 and 8 threads", arguments: shapes)
  func sameBits(m: Int, k: Int, n: Int) {
    let (a, b) = (Tensor.random([m, k], seed: 1), Tensor.random([k, n], seed: 2))
    let alone = matrixProduct(a, b)
    for threads in [2, 3, 8] {
      let team = ThreadTeam(threads: threads)
      for _ in 0..<2 { #expect(matrixProduct(a, b, using: team).isIdentical(to: alone)) }
    }
  }

  @Test("have gradients of the same bits", arguments: [(32, 784, 512), (512, 784, 512)])
  func sameGradients(m: Int, k: Int, n: Int) {
    func gradients(_ team: ThreadTeam) -> [Tensor] {
      let tape = GradientTape()
      let x = tape.watch(Tensor.random([m, k], seed: 1))
      let kernel = tape.watch(Tensor.random([k, n], seed: 2))
      let bias = tape.watch(Tensor.random([n], seed: 3))
      let y = dense(x, kernel: kernel, bias: bias, activation: .relu, using: team)
      return tape.gradients(of: y, withRespectTo: [x, kernel, bias])
    }
    let alone = gradients(.serial)
    for threads in [2, 3, 8] {
      for (one, other) in zip(alone, gradients(ThreadTeam(threads: threads))) {
        #expect(one.isIdentical(to: other))
      }
    }
  }

  @Test("do not depend on the thread that asks")
  func anyThread() async throws {
    let (a, b) = (Tensor.random([32, 784], seed: 1), Tensor.random([784, 512], seed: 2))
    let here = matrixProduct(a, b)
    let there = try await ThreadOutcome { matrixProduct(a, b) }.get()
    #expect(here.isIdentical(to: there))
  }

  @Test("are cut into tiles that cover the result exactly once")
  func tiling() {
    for rows in [1, 2, 15, 16, 17, 100, 784, 2000] {
      for columns in [1, 10, 16, 31, 512, 3000] {
        for inner in [1, 32, 784, 5000] {
          let tiling = MatrixTiling(rows: rows, columns: columns, inner: inner)
          let tiles = (0..<tiling.count).map { tiling[$0] }
          #expect((1...16).contains(tiles.count) && tiles.allSatisfy { !$0.rows.isEmpty })
          #expect(tiles.allSatisfy { !$0.columns.isEmpty })
          let cutsRows = rows >= columns
          let cuts = tiles.map { cutsRows ? $0.rows : $0.columns }
          let whole = tiles.map { cutsRows ? $0.columns : $0.rows }
          #expect(whole.allSatisfy { $0 == 0..<min(rows, columns) })
          #expect(cuts.first?.lowerBound == 0 && cuts.last?.upperBound == max(rows, columns))
          #expect(zip(cuts, cuts.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        }
      }
    }
  }

  @Test("are cut where it is worth it: not for a step of 32 digits' smaller products")
  func worthIt() {
    #expect(MatrixTiling(rows: 32, columns: 10, inner: 512).count == 1)
    #expect(MatrixTiling(rows: 32, columns: 512, inner: 784).count == 2)
    #expect(MatrixTiling(rows: 512, columns: 512, inner: 784).count == 16)
  }
}
