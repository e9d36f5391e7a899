// swift-tools-version: 6.2
import PackageDescription

// Release bundles set STATIC_BLAS=1: OpenBLAS, LAPACKE and the Fortran runtime
// are then linked from their archives, for a binary that needs no library.
let staticBLAS = Context.environment["STATIC_BLAS"] == "1"
let blas: [LinkerSetting] =
  staticBLAS
  ? [
    .unsafeFlags([
      "-Xlinker", "-l:liblapacke.a", "-Xlinker", "-l:libtmglib.a",
      "-Xlinker", "-L/usr/lib/x86_64-linux-gnu/openblas-pthread",
      "-Xlinker", "-l:libopenblas.a",
      "-Xlinker", "-L/usr/lib/gcc/x86_64-linux-gnu/12",
      "-Xlinker", "-l:libgfortran.a", "-Xlinker", "-l:libquadmath.a", "-Xlinker", "-lm",
    ])
  ]
  : [.linkedLibrary("lapacke"), .linkedLibrary("openblas")]

let settings: [SwiftSetting] = [.enableUpcomingFeature("InternalImportsByDefault")]

/// One module of the house: its folder is `Sources/<floor>/<name>`.
///
/// - Parameter isHeavy: optimized in debug builds too, where tests would otherwise take
///   minutes over its equations.
func room(
  _ name: String, on floor: String, uses dependencies: [Target.Dependency] = [],
  links: [LinkerSetting] = [], isHeavy: Bool = false
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(floor)/\(name)",
    exclude: ["README.md"],
    swiftSettings: settings
      + (isHeavy ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []),
    linkerSettings: links)
}

/// The tests of one module: their folder is `Tests/<name>Tests`.
func tests(of name: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.target(name: name), "TestSupport"] + dependencies,
    path: "Tests/\(name)Tests", swiftSettings: settings)
}

let package = Package(
  name: "apportion",
  products: [
    .executable(name: "apportion", targets: ["apportion"]),
    .executable(name: "Benchmarks", targets: ["Benchmarks"]),
  ],
  targets: [
    // Floor 1: the numeric core.
    .systemLibrary(
      name: "CLAPACK", path: "Sources/Numerics/CLAPACK",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    // Optimized in debug builds too: every tall fit of a test runs through it.
    .target(
      name: "CKernels", path: "Sources/Numerics/CKernels", cSettings: [.unsafeFlags(["-O2"])]),
    room("LinearAlgebra", on: "Numerics", uses: ["CLAPACK", "CKernels"], links: blas),
    room("Statistics", on: "Numerics", uses: ["LinearAlgebra"]),
    room("Optimization", on: "Numerics", uses: ["LinearAlgebra", "Statistics"]),

    // Floor 2: what happened.
    room("CivilTime", on: "Data"),
    room("Tables", on: "Data", uses: ["CivilTime"]),
    room("TimeSeries", on: "Data", uses: ["CivilTime", "Tables", "LinearAlgebra", "Statistics"]),

    // Floor 3: what will happen, and why.
    room(
      "Regression", on: "Modeling",
      uses: ["Tables", "CivilTime", "Optimization", "Statistics", "LinearAlgebra"]),
    room(
      "Forecasting", on: "Modeling",
      uses: [
        "Regression", "TimeSeries", "Tables", "CivilTime", "Optimization", "Statistics",
        "LinearAlgebra",
      ]),
    room(
      "Evaluation", on: "Modeling",
      uses: [
        "Regression", "TimeSeries", "Tables", "CivilTime", "Optimization", "Statistics",
        "LinearAlgebra",
      ],
      isHeavy: true),
    room(
      "Feedback", on: "Modeling",
      uses: [
        "Regression", "TimeSeries", "Tables", "CivilTime", "Optimization", "Statistics",
        "LinearAlgebra",
      ],
      isHeavy: true),

    // Floor 4: what to put where.
    room(
      "Queueing", on: "Decisions", uses: ["Optimization", "Statistics", "LinearAlgebra"],
      isHeavy: true),
    room(
      "Staffing", on: "Decisions",
      uses: ["Queueing", "TimeSeries", "CivilTime", "Optimization", "Statistics", "LinearAlgebra"]),
    room(
      "Traffic", on: "Decisions",
      uses: ["TimeSeries", "Tables", "CivilTime", "Optimization", "Statistics", "LinearAlgebra"],
      isHeavy: true),

    // Floor 5: from a question to a folder of answers.
    room(
      "Provenance", on: "Delivery",
      uses: ["Tables", "Optimization", "Statistics", "LinearAlgebra"], isHeavy: true),
    room("Reports", on: "Delivery", uses: ["Tables", "CivilTime"]),
    room("CommandLineInterface", on: "Delivery"),
    room(
      "Briefings", on: "Delivery",
      uses: [
        "Reports", "Provenance", "Traffic", "Staffing", "Queueing", "Feedback", "Evaluation",
        "Forecasting", "Regression", "TimeSeries", "Tables", "CivilTime", "Statistics",
        "LinearAlgebra",
      ]),
    room(
      "Pipelines", on: "Delivery",
      uses: [
        "Briefings", "CommandLineInterface", "Reports", "Provenance", "Traffic", "Staffing",
        "Queueing", "Feedback", "Evaluation", "Forecasting", "Regression", "TimeSeries", "Tables",
        "CivilTime", "Optimization", "Statistics", "LinearAlgebra",
      ]),

    // The roof.
    .executableTarget(
      name: "apportion",
      dependencies: [
        "Pipelines", "Briefings", "CommandLineInterface", "Reports", "Provenance", "Traffic",
        "Staffing", "Queueing", "Feedback", "Evaluation", "Forecasting", "Regression", "TimeSeries",
        "Tables", "CivilTime", "Statistics", "LinearAlgebra",
      ],
      path: "Sources/apportion", swiftSettings: settings),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Pipelines", "CommandLineInterface", "Staffing", "Traffic", "Queueing", "Feedback",
        "Evaluation", "Forecasting", "Regression", "TimeSeries", "Tables", "CivilTime",
        "Optimization", "Statistics", "LinearAlgebra",
      ],
      path: "Sources/Benchmarks", swiftSettings: settings),

    // Tests.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(name: "ArchitectureTests", path: "Tests/ArchitectureTests"),
    tests(of: "LinearAlgebra", uses: ["CKernels", "Statistics"]),
    tests(of: "Statistics", uses: ["LinearAlgebra"]),
    tests(of: "Optimization", uses: ["LinearAlgebra", "Statistics"]),
    tests(of: "CivilTime"),
    tests(of: "Tables", uses: ["CivilTime"]),
    tests(of: "TimeSeries", uses: ["Tables", "CivilTime", "LinearAlgebra", "Statistics"]),
    tests(
      of: "Regression",
      uses: ["Tables", "CivilTime", "Optimization", "Statistics", "LinearAlgebra"]),
    tests(
      of: "Forecasting",
      uses: [
        "Regression", "TimeSeries", "Tables", "CivilTime", "Optimization", "Statistics",
        "LinearAlgebra",
      ]),
    tests(
      of: "Evaluation",
      uses: [
        "Regression", "TimeSeries", "Tables", "CivilTime", "Optimization", "Statistics",
        "LinearAlgebra",
      ]),
    tests(
      of: "Feedback",
      uses: [
        "Regression", "TimeSeries", "Tables", "CivilTime", "Optimization", "Statistics",
        "LinearAlgebra",
      ]),
    tests(of: "Queueing", uses: ["Statistics"]),
    tests(
      of: "Staffing",
      uses: ["Queueing", "TimeSeries", "CivilTime", "Optimization", "Statistics", "LinearAlgebra"]),
    tests(
      of: "Traffic",
      uses: ["TimeSeries", "Tables", "CivilTime", "Optimization", "Statistics", "LinearAlgebra"]),
    tests(of: "Provenance", uses: ["Tables", "Optimization", "Statistics", "LinearAlgebra"]),
    tests(of: "Reports", uses: ["Tables", "CivilTime"]),
    tests(of: "CommandLineInterface"),
    tests(
      of: "Pipelines",
      uses: [
        "Briefings", "Reports", "Provenance", "Traffic", "Staffing", "Queueing", "Feedback",
        "Evaluation", "Forecasting", "Regression", "TimeSeries", "Tables", "CivilTime",
        "Statistics",
      ]),
    .testTarget(
      name: "CommandTests", dependencies: ["TestSupport", "apportion"], path: "Tests/CommandTests",
      swiftSettings: settings),
  ]
)
