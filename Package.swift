// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "tandem",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "tandem", targets: ["tandem-cli"]),
    .library(name: "Tandem", targets: ["Tandem"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Its default traits are not needed, and their order on the command line differs from plan to plan,
    // which compiles it all again.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
  ],
  targets: [
    // What a person runs, and what a person imports.
    .executableTarget(name: "tandem-cli", dependencies: ["Tandem"]),
    .target(
      name: "Tandem",
      dependencies: [
        "Cluster", "ClusterProtocol", "ZeroMQ", "Programs", "Training", "Datasets", "Learning",
        "TensorCore", "Sharding", "Files", "OperatingSystem", "Diagnostics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(name: "Programs", dependencies: ["Training", "Datasets", "Learning", "TensorCore"]),

    // The cluster: sockets and clocks above, pure state machines below.
    .target(
      name: "Cluster",
      dependencies: [
        "ClusterProtocol", "Training", "Datasets", "Learning", "ZeroMQ", "SharedMemory",
        "TensorCore", "Sharding", "Digests", "Files", "OperatingSystem", "Diagnostics",
      ]),
    .target(
      name: "ClusterProtocol",
      dependencies: [
        "Sharding", "Diagnostics",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["Wire/envelope.proto"]),

    // The loop in one process, and what it learns with.
    .target(
      name: "Training",
      dependencies: [
        "Learning", "Datasets", "TensorCore", "Sharding", "Digests", "Files", "Diagnostics",
      ]),
    .target(
      name: "Datasets",
      dependencies: [
        "TensorCore", "Digests", "Files", "OperatingSystem", "Diagnostics", "CISAL",
      ]),
    .target(name: "Learning", dependencies: ["TensorCore", "Diagnostics"]),
    .target(
      name: "TensorCore",
      dependencies: ["COneDNN", "CVectorLoops", "OperatingSystem", "Diagnostics"]),
    .target(name: "Sharding", dependencies: ["Diagnostics"]),
    .target(name: "Files", dependencies: ["OperatingSystem", "Diagnostics"]),
    .target(name: "Diagnostics"),
    .target(name: "OperatingSystem", dependencies: ["COperatingSystem"]),

    // C libraries, each imported by one module only.
    .target(name: "Digests", dependencies: ["CCrypto", "Diagnostics"]),
    .target(name: "ZeroMQ", dependencies: ["CZeroMQ", "Files", "OperatingSystem", "Diagnostics"]),
    .target(
      name: "SharedMemory", dependencies: ["CSharedMemory", "OperatingSystem", "Diagnostics"]),
    .target(name: "COperatingSystem"),
    .target(name: "CSharedMemory"),
    .target(name: "CVectorLoops"),
    .systemLibrary(
      name: "CZeroMQ", providers: [.apt(["libzmq3-dev"]), .brew(["zeromq"])]),
    .systemLibrary(
      name: "COneDNN", providers: [.apt(["libdnnl-dev"]), .brew(["onednn"])]),
    .systemLibrary(
      name: "CCrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "CISAL", providers: [.apt(["libisal-dev"]), .brew(["isa-l"])]),

    // Tests, a folder a module.
    .target(
      name: "TestSupport",
      dependencies: [
        "Training", "Datasets", "Learning", "TensorCore", "Sharding", "CTestProcess",
      ],
      path: "Tests/TestSupport"),
    .target(name: "CTestProcess", path: "Tests/CTestProcess"),
    .target(
      name: "CVectorLoopLevels", dependencies: ["CVectorLoops"], path: "Tests/CVectorLoopLevels"),
    .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"]),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "TestSupport"]),
    .testTarget(name: "ShardingTests", dependencies: ["Sharding", "TestSupport"]),
    .testTarget(name: "DigestsTests", dependencies: ["Digests", "TestSupport"]),
    .testTarget(
      name: "OperatingSystemTests", dependencies: ["OperatingSystem", "TestSupport"]),
    .testTarget(name: "ZeroMQTests", dependencies: ["ZeroMQ", "Diagnostics", "TestSupport"]),
    .testTarget(
      name: "SharedMemoryTests", dependencies: ["SharedMemory", "Diagnostics", "TestSupport"]),
    .testTarget(
      name: "DatasetsTests",
      dependencies: [
        "Datasets", "Digests", "Files", "Diagnostics", "TensorCore", "TestSupport",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "TensorCoreTests",
      dependencies: [
        "TensorCore", "CVectorLoops", "CVectorLoopLevels", "Diagnostics", "TestSupport",
      ]),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "TensorCore", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "Datasets", "Learning", "Sharding", "TensorCore", "Files", "Diagnostics",
        "TestSupport",
      ],
      resources: [.copy("WeightFiles/Fixtures"), .copy("Callbacks/KerasCallbacks")]),
    .testTarget(
      name: "ProgramsTests",
      dependencies: [
        "Programs", "Training", "Datasets", "Learning", "Sharding", "TensorCore", "TestSupport",
      ],
      exclude: ["CartPole/Fixtures"]),
    .testTarget(
      name: "ClusterProtocolTests",
      dependencies: ["ClusterProtocol", "Sharding", "Diagnostics", "TestSupport"]),
    .testTarget(
      name: "ClusterTests",
      dependencies: [
        "Cluster", "ClusterProtocol", "ZeroMQ", "SharedMemory", "Training", "Datasets", "Learning",
        "TensorCore", "Sharding", "Diagnostics", "TestSupport",
      ]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "tandem-cli", "Tandem", "Training", "Cluster", "ZeroMQ", "Datasets", "TensorCore",
        "OperatingSystem", "TestSupport",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
