import CommandLineInterface
import Staffing

/// One assumption of a staffing recipe that a what-if may change, and the values to try.
public struct StaffVariation: Sendable, Equatable {
  /// The assumptions that may vary.
  public enum Assumption: String, CaseIterable, Sendable {
    /// A factor on the contacts of every interval.
    case volume
    case meanHandleSeconds
    case patienceSeconds
    case answeredShare
    case withinSeconds
    case maximumOccupancy
    case shrinkage
    case confidence
    /// A factor on every cost of a paid hour.
    case wages
  }

  public var assumption: Assumption
  public var values: [Double]

  /// Reads `volume=0.9,1.1`.
  ///
  /// - Throws: `PipelineError` with exit code 64.
  public init(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    let known = Assumption.allCases.map(\.rawValue)
    guard let name = parts.first, let assumption = Assumption(rawValue: name) else {
      let hint = parts.first.flatMap { nearestName(to: $0, among: known) }
      throw PipelineError(
        .usage,
        "--vary must name one of \(known.joined(separator: ", "))."
          + (hint.map { " Did you mean '\($0)'?" } ?? ""))
    }
    let values = parts.count == 2 ? parts[1].split(separator: ",").map { Double($0) } : []
    guard !values.isEmpty, values.allSatisfy({ $0 != nil }) else {
      throw PipelineError(
        .usage, "--vary \(name) needs numbers, such as \(name)=\(assumption.example).")
    }
    self.init(assumption, values.compactMap { $0 })
    for value in self.values where !assumption.allows(value) {
      throw PipelineError(
        .usage, "--vary \(name): \(value) is out of range; \(name) must be \(assumption.range).")
    }
  }

  init(_ assumption: Assumption, _ values: [Double]) {
    self.assumption = assumption
    self.values = values
  }
}

extension StaffVariation.Assumption {
  fileprivate var example: String {
    switch self {
    case .volume, .wages: "0.9,1.1"
    case .meanHandleSeconds: "300,360"
    case .patienceSeconds: "120,240"
    case .answeredShare: "0.7,0.9"
    case .withinSeconds: "20,60"
    case .maximumOccupancy: "0.85,0.95"
    case .shrinkage: "0.1,0.2"
    case .confidence: "0.5,0.95"
    }
  }

  fileprivate var range: String {
    switch self {
    case .volume, .wages, .meanHandleSeconds, .patienceSeconds: "above 0"
    case .withinSeconds: "0 or more"
    case .answeredShare, .confidence: "above 0 and below 1"
    case .maximumOccupancy: "above 0, at most 1"
    case .shrinkage: "at least 0 and below 1"
    }
  }

  fileprivate func allows(_ value: Double) -> Bool {
    guard value.isFinite else { return false }
    return switch self {
    case .volume, .wages, .meanHandleSeconds, .patienceSeconds: value > 0
    case .withinSeconds: value >= 0
    case .answeredShare, .confidence: value > 0 && value < 1
    case .maximumOccupancy: value > 0 && value <= 1
    case .shrinkage: value >= 0 && value < 1
    }
  }

  /// The assumption at a value, in words.
  func words(_ value: Double, unit: String) -> String {
    func plain(_ value: Double) -> String {
      value == value.rounded() ? String(Int(value)) : String(value)
    }
    func percent(_ share: Double) -> String { plain((share * 1_000).rounded() / 10) + " %" }
    return switch self {
    case .volume: "\(unit) × \(plain(value))"
    case .wages: "wages × \(plain(value))"
    case .meanHandleSeconds: "handle time \(plain(value)) s"
    case .patienceSeconds: "patience \(plain(value)) s"
    case .answeredShare: "\(percent(value)) answered in time"
    case .withinSeconds: "answered within \(plain(value)) s"
    case .maximumOccupancy: "busy at most \(percent(value))"
    case .shrinkage: "\(percent(value)) away from work"
    case .confidence: "\(percent(value)) sure"
    }
  }
}

/// The assumptions of one case.
struct StaffCase: Sendable {
  var requirement: StaffingRecipe.RequirementPart
  var schedule: StaffingRecipe.SchedulePart
  var volume = 1.0

  /// The value an assumption has here; NaN where the recipe leaves it out.
  func value(of assumption: StaffVariation.Assumption) -> Double {
    switch assumption {
    case .volume: volume
    case .meanHandleSeconds: requirement.meanHandleSeconds
    case .patienceSeconds: requirement.patienceSeconds ?? .nan
    case .answeredShare: requirement.answeredShare ?? .nan
    case .withinSeconds: requirement.withinSeconds ?? .nan
    case .maximumOccupancy: requirement.maximumOccupancy ?? .nan
    case .shrinkage: requirement.shrinkage
    case .confidence: requirement.confidence
    case .wages: 1
    }
  }

  mutating func set(_ assumption: StaffVariation.Assumption, to value: Double) {
    switch assumption {
    case .volume: volume = value
    case .meanHandleSeconds: requirement.meanHandleSeconds = value
    case .patienceSeconds: requirement.patienceSeconds = value
    case .answeredShare: requirement.answeredShare = value
    case .withinSeconds: requirement.withinSeconds = value
    case .maximumOccupancy: requirement.maximumOccupancy = value
    case .shrinkage: requirement.shrinkage = value
    case .confidence: requirement.confidence = value
    case .wages:
      for k in schedule.patterns.indices { schedule.patterns[k].costPerHour *= value }
    }
  }
}
