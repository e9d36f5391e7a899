public import CommandLineInterface
import Foundation
import Optimization

/// What solving a file of a program found, for people and for machines. Signs are those
/// of the file: a maximum is a maximum again.
public struct SolveAnswer {
  let file: ProgramFile
  let solution: Solution
  var ranges: SensitivityRanges?
  var conflict: Conflict?
  var relaxation: Relaxation?
  public internal(set) var cpuSeconds = 0.0

  init(file: ProgramFile, solution: Solution) {
    self.file = file
    self.solution = solution
  }

  private var problem: Problem { file.problem }

  /// A value of the objective, a price or a reduced cost as the file means it; no minus
  /// before a zero.
  private func signed(_ v: Double) -> Double { (problem.isMaximization ? -v : v) + 0 }

  /// The code to end with, and the message that goes with it; nil where there is a plan.
  public var failure: (code: ExitCode, message: String)? {
    switch solution.status {
    case .optimal, .feasible: nil
    case .infeasible:
      (
        .noPlan,
        ([String("\(file.path): no plan can satisfy this.")] + conflictLines).joined(
          separator: "\n")
      )
    case .undecided: (.noPlan, "\(file.path): no plan was found within the limit.")
    case .unbounded:
      (.data, "\(file.path): the objective has no end; a bound or a constraint is missing.")
    case .malformed: (.data, "\(file.path): a number is not finite where it must be.")
    }
  }

  private func name(_ name: String, _ kind: String, _ index: Int) -> String {
    name.isEmpty ? "\(kind) \(index + 1)" : "\(kind) '\(name)'"
  }

  private var conflictLines: [String] {
    guard let conflict else { return [] }
    var lines = [
      conflict.isIrreducible
        ? "These cannot hold together, and could without any one of them:"
        : "These cannot hold together:"
    ]
    func line(_ member: Conflict.Member, _ kind: String) -> String {
      "  \(name(member.name, kind, member.index)) \(member.side == .lower ? "≥" : "≤") "
        + Self.number(member.limit)
    }
    lines += conflict.constraints.map { line($0, "constraint") }
    lines += conflict.bounds.map { line($0, "variable") }
    if let relaxation, !relaxation.changes.isEmpty {
      lines.append("The smallest change of limits that makes a plan possible:")
      lines += relaxation.changes.map {
        "  \(name($0.name, "constraint", $0.constraint)): \($0.side == .lower ? "at least" : "at most") "
          + "\(Self.number($0.limit)) → \(Self.number($0.limit + ($0.side == .lower ? -$0.amount : $0.amount)))"
      }
    }
    return lines
  }

  static func number(_ v: Double) -> String {
    if v.isInfinite { return v > 0 ? "∞" : "-∞" }
    // Twelve digits: more than a reader wants, fewer than rounding blurs.
    let text = String(format: "%.12g", v)
    return text == "-0" ? "0" : text
  }

  // MARK: For people

  /// Status, value and proof; then the variables that are not zero and the constraints
  /// that have a price.
  public var text: String {
    var lines = ["status      \(solution.status.rawValue)"]
    func add(_ label: String, _ value: String) {
      lines.append(label.padding(toLength: 12, withPad: " ", startingAt: 0) + value)
    }
    if solution.objective.isFinite { add("objective", Self.number(signed(solution.objective))) }
    if solution.bound.isFinite { add("bound", Self.number(signed(solution.bound))) }
    if solution.relativeGap.isFinite {
      add("gap", String(format: "%.2g %%", 100 * solution.relativeGap))
    }
    add("size", "\(problem.constraintCount) constraints, \(problem.variableCount) variables")
    add("work", "\(solution.iterations) iterations, \(solution.nodes) nodes")
    guard !solution.primal.isEmpty else { return lines.joined(separator: "\n") + "\n" }
    let hasDuals = solution.rowDuals.count == problem.constraintCount
    lines += [
      "",
      "variable\tvalue" + (hasDuals ? "\treduced cost" : "")
        + (ranges == nil ? "" : "\tcost from\tto"),
    ]
    for j in 0..<problem.variableCount where solution.primal[j] != 0 {
      var line = "\(label(problem.variableNames[j], "x", j))\t\(Self.number(solution.primal[j]))"
      if hasDuals { line += "\t\(Self.number(signed(solution.reducedCosts[j])))" }
      if let range = costRange(j) {
        line += "\t\(Self.number(range.lower))\t\(Self.number(range.upper))"
      }
      lines.append(line)
    }
    if hasDuals {
      lines += ["", "constraint\tactivity\tprice" + (ranges == nil ? "" : "\tlimit from\tto")]
      let activities = problem.activities(of: solution.primal)
      for i in 0..<problem.constraintCount where solution.rowDuals[i] != 0 {
        var line = "\(label(problem.constraintNames[i], "c", i))\t\(Self.number(activities[i]))"
        line += "\t\(Self.number(signed(solution.rowDuals[i])))"
        if let range = ranges?.limits[i] {
          line += "\t\(Self.number(range.lower))\t\(Self.number(range.upper))"
        }
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func label(_ name: String, _ prefix: String, _ index: Int) -> String {
    name.isEmpty ? "\(prefix)\(index + 1)" : name
  }

  private func costRange(_ j: Int) -> SensitivityRanges.Range? {
    guard let range = ranges?.costs[j] else { return nil }
    return problem.isMaximization ? .init(lower: -range.upper, upper: -range.lower) : range
  }

  // MARK: For machines

  /// All of it as one JSON object; null stands for what is infinite or unknown.
  public var json: String {
    let activities = solution.primal.isEmpty ? [] : problem.activities(of: solution.primal)
    let hasDuals = solution.rowDuals.count == problem.constraintCount
    let document = Document(
      status: solution.status.rawValue, sense: problem.isMaximization ? "maximize" : "minimize",
      objective: finite(signed(solution.objective)), bound: finite(signed(solution.bound)),
      gap: finite(solution.gap), relativeGap: finite(solution.relativeGap),
      cpuSeconds: cpuSeconds, iterations: solution.iterations, nodes: solution.nodes,
      variables: solution.primal.indices.map { j in
        .init(
          name: label(problem.variableNames[j], "x", j), value: solution.primal[j],
          reducedCost: hasDuals ? signed(solution.reducedCosts[j]) : nil,
          costRange: costRange(j).map { [finite($0.lower), finite($0.upper)] })
      },
      constraints: activities.indices.map { i in
        .init(
          name: label(problem.constraintNames[i], "c", i), activity: activities[i],
          price: hasDuals ? signed(solution.rowDuals[i]) : nil,
          limitRange: ranges.map { [finite($0.limits[i].lower), finite($0.limits[i].upper)] })
      },
      conflict: conflict.map { conflict in
        .init(
          isIrreducible: conflict.isIrreducible,
          constraints: conflict.constraints.map {
            .init(name: label($0.name, "c", $0.index), side: $0.side, limit: $0.limit)
          },
          bounds: conflict.bounds.map {
            .init(name: label($0.name, "x", $0.index), side: $0.side, limit: $0.limit)
          })
      },
      relaxation: relaxation.map { relaxation in
        relaxation.changes.map {
          .init(
            constraint: label($0.name, "c", $0.constraint), side: $0.side, limit: $0.limit,
            amount: $0.amount)
        }
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let data = try? encoder.encode(document) else { return "{}\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  private func finite(_ v: Double) -> Double? { v.isFinite ? v : nil }

  private struct Document: Encodable {
    struct Variable: Encodable {
      var name: String
      var value: Double
      var reducedCost: Double?
      var costRange: [Double?]?
    }
    struct Constraint: Encodable {
      var name: String
      var activity: Double
      var price: Double?
      var limitRange: [Double?]?
    }
    struct Member: Encodable {
      var name: String
      var side: Conflict.Side
      var limit: Double
    }
    struct Contradiction: Encodable {
      var isIrreducible: Bool
      var constraints: [Member]
      var bounds: [Member]
    }
    struct Change: Encodable {
      var constraint: String
      var side: Conflict.Side
      var limit: Double
      var amount: Double
    }

    var status, sense: String
    var objective, bound, gap, relativeGap: Double?
    var cpuSeconds: Double
    var iterations, nodes: Int
    var variables: [Variable]
    var constraints: [Constraint]
    var conflict: Contradiction?
    var relaxation: [Change]?
  }
}
