import ClusterProtocol
import Diagnostics
import TensorCore
import Training

extension Coordinator {
  /// Begins the program's loop on a thread of its own, so that it may take its time while this one goes on
  /// to answer workers.
  func startLoop() throws {
    let runner = ClusterRunner(session, over: loop)
    let (program, epochs, loop) = (program, epochs, loop)
    try Aside.begin(named: "tandem-loop") {
      loop.end(
        Result {
          try program.run(TrainingLoop(runner, epochs: epochs, callbacks: program.callbacks))
        })
    }
  }

  /// Does what the loop asks for.
  func serveLoop() throws {
    guard let request = loop.take() else { return }
    switch request {
    case .run(let pass, let ahead):
      wanted = pass
      if machine.state == .running { session.roundsBegan(pass) }
      try handle(.wanted([pass], ahead: ahead))
    case .replaceWeights(let weights):
      if memory == nil { broadcast.weightsChange(from: session.weights.values) }
      session.replaceWeights(with: weights)
      try handle(.weightsReplaced)
      loop.answer()
    case .end(.success): try handle(.concluded)
    case .end(.failure(let error)):
      try abort(error, saying: (error as? any ActionableError)?.problem ?? "\(error)")
    }
  }
}
