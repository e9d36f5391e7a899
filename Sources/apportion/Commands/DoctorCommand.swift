import CommandLineInterface
import Forecasting
import Foundation
import LinearAlgebra
import Pipelines
import Tables

enum DoctorCommand {
  static let command: Command = Command(
    "doctor", summary: "say what is installed and whether it works",
    examples: [.init("apportion doctor", "Lists versions, libraries and models.")]
  ) { _ in
    var lines = [
      "apportion      \(Tool.version)",
      "OpenBLAS       \(BLASThreads.version), kernel \(BLASThreads.coreName)",
      "processors     \(ProcessInfo.processInfo.activeProcessorCount)",
      "time zones     "
        + (TimeZoneFiles.dataVersion() ?? "none: install tzdata to use --time-zone"),
    ]
    let gzip = ["/bin/gzip", "/usr/bin/gzip"].first(where: FileManager.default.isExecutableFile)
    lines.append("gzip           " + (gzip ?? "none: .gz files cannot be read"))
    lines.append("least squares  " + (selfTest() ? "solves" : "FAILS"))
    lines.append("models         auto (an ensemble), or one of:")
    for entry in ForecasterRegistry.all {
      lines.append("  \(entry.name): \(entry.title)")
    }
    Terminal.out(lines.joined(separator: "\n") + "\n")
    guard selfTest() else {
      throw Failure(.software, "OpenBLAS or LAPACKE does not work on this machine.")
    }
  }

  /// Solves a system with a known answer through LAPACK.
  private static func selfTest() -> Bool {
    let order = 20
    var matrix = Matrix(rows: order, columns: order)
    for i in 0..<order { for j in 0..<order { matrix[i, j] = i == j ? 21 : 1 } }
    guard let factor = try? Cholesky(matrix) else { return false }
    guard let solution = try? factor.solve([Double](repeating: 40, count: order)) else {
      return false
    }
    return solution.allSatisfy { abs($0 - 1) < 1e-12 }
  }
}

enum SchemaCommand {
  static let command: Command = Command(
    "schema", summary: "print the JSON schema of recipes",
    positionals: [
      Positional(
        "KIND", .optional, isPath: false,
        help: "staffing (unless said otherwise), roster, backlog, emergency or appointments.")
    ],
    examples: [
      .init(
        "apportion schema > Models/schemas/staffing-recipe.schema.json",
        "Editors that know JSON Schema then help with recipes.")
    ]
  ) { arguments in
    switch arguments.positionals.first ?? "staffing" {
    case "staffing": Terminal.out(RecipeSchema.staffing)
    case "roster": Terminal.out(RecipeSchema.roster)
    case "backlog": Terminal.out(RecipeSchema.backlog)
    case "emergency": Terminal.out(RecipeSchema.emergency)
    case "appointments": Terminal.out(RecipeSchema.appointments)
    case "corridor": Terminal.out(RecipeSchema.corridor)
    case "requests": Terminal.out(RecipeSchema.requests)
    default:
      throw UsageError(
        "KIND must be staffing, roster, backlog, emergency, appointments, corridor or requests.",
        path: arguments.path)
    }
  }
}
