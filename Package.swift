// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "tandem",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "Learning", dependencies: ["TensorCore"]),
    .target(name: "Sharding"),
    .target(name: "TensorCore", dependencies: ["COneDNN", "CVectorLoops", "Diagnostics"]),
    .target(name: "Diagnostics"),

    // C libraries, each imported by one module only.
    .target(name: "CVectorLoops"),
    .systemLibrary(
      name: "CZeroMQ", pkgConfig: "libzmq",
      providers: [.apt(["libzmq3-dev"]), .brew(["zeromq"])]),
    .systemLibrary(
      name: "COneDNN", providers: [.apt(["libdnnl-dev"]), .brew(["onednn"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
  ],
  swiftLanguageModes: [.v6]
)
