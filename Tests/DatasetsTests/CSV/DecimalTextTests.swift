import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Datasets

@Suite("Decimal numbers", .computing)
struct DecimalTextTests {
  private func float(_ text: String) -> Float? {
    Array(text.utf8).withUnsafeBytes { DecimalText.float($0) }
  }

  private func int32(_ text: String) -> Int32? {
    Array(text.utf8).withUnsafeBytes { DecimalText.int32($0) }
  }

  @Test("become the nearest Float32, as exact fractions say")
  func areNearest() throws {
    let lines = String(decoding: try Fixtures.bytes(of: "decimals.txt"), as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.count > 400)
    for line in lines {
      let words = line.split(separator: " ")
      let bits = try #require(UInt32(words[1], radix: 16))
      #expect(float(String(words[0]))?.bitPattern == bits, "\(line)")
    }
  }

  @Test("become what the standard library makes of them, in half a million of ways to write them")
  func agreesWithLibrary() {
    var random = RandomStream(seed: 20261, path: "decimals").sequence()
    var differences: [String] = []
    for _ in 0..<100_000 {
      let float32 = Float(bitPattern: random.nextWord() & 0x7FFF_FFFF)
      let double = Double(float32) * (1 + Double(Int(random.nextWord() % 64) - 32) * 0x1p-52)
      let middle = (Double(float32) + Double(float32.nextUp)) / 2
      let digits = random.next() >> (random.next() % 64)
      let power = Int(random.nextWord() % 60) - 30
      for text in ["\(float32)", "\(double)", "\(middle)", "\(digits)e\(power)", "-0.\(digits)"]
      where !text.hasPrefix("nan") && text != "inf" {
        if float(text)?.bitPattern != Float(text)?.bitPattern { differences.append(text) }
      }
    }
    #expect(differences.isEmpty, "\(differences.prefix(10))")
  }

  @Test("are the same whatever language the user has set")
  func ignoresLocale() async {
    await #expect(processExitsWith: .success) {
      // Wherever such a language is installed, it has a decimal comma.
      for name in ["de_DE.UTF-8", "fr_FR.UTF-8", "de_DE"] where setlocale(LC_ALL, name) != nil {
        break
      }
      let texts = ["1.5", "0.1234567890123456789", "2.5e-30"]
      let values = texts.map { text in Array(text.utf8).withUnsafeBytes { DecimalText.float($0) } }
      exit(values == [1.5, 0.12345679, 2.5e-30] ? 0 : 1)
    }
  }

  @Test("may be words for what is no number")
  func readsWords() {
    #expect(["nan", "NaN", "-nan", "+NAN"].allSatisfy { float($0)?.isNaN == true })
    #expect(["inf", "Infinity", "+INF"].allSatisfy { float($0) == .infinity })
    #expect(["-inf", "-Infinity"].allSatisfy { float($0) == -.infinity })
  }

  @Test(
    "are nothing else",
    arguments: [
      "", " ", "+", "-", ".", "e5", "1e", "1e+", "1e5.0", "1..2", "1.2.3", "1,5", "0x10", "1_000",
      "--1", "1-", "NA", "na", "infinit", "nan(1)", "one", "½", "١", "1 2", "1e5e5", "\u{0}",
      "1\u{0}",
    ])
  func refusesOthers(text: String) {
    #expect(float(text) == nil)
    #expect(int32(text) == nil)
  }

  @Test("are whole ones where they fit into Int32")
  func readsWholeNumbers() {
    let texts = ["0", "-0", "+7", "007", "2147483647", "-2147483648"]
    #expect(texts.map(int32) == [0, 0, 7, 7, .max, .min])
    for text in ["2147483648", "-2147483649", "99999999999999999999", "1.0", "1e3", " 1", ""] {
      #expect(int32(text) == nil, "\(text)")
    }
    #expect(int32(String(repeating: "0", count: 1_000) + "5") == 5)
  }
}
