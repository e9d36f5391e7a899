import Briefings
import CivilTime
import Queueing
import Staffing

/// The days of a forecast as courses of their rates.
struct SampledDays: Sendable {
  /// Without sample paths: so many courses, each quiet or busy throughout.
  private static let courses = 200

  /// An opening of a unit, or the part of it on one date.
  struct Day: Sendable {
    /// Places among the slots.
    var slots: Range<Int>
    /// By path, then interval: contacts expected.
    var rates: [[Double]]
    var promise: DayPromise
    /// People at least.
    var floors: [Int]
  }

  let slots: [ForecastSlot]
  private(set) var days: [Day] = []
  /// Whether the courses are the forecast's own sample paths.
  private(set) var isJoint = true

  init(_ slots: [ForecastSlot], paths: SamplePaths?, service: ServiceModel) throws {
    self.slots = slots
    for range in SampledDays.ranges(slots, service) {
      let rates: [[Double]]
      let own = slots[range]
      let perHour = 3_600 / Double(own[range.lowerBound].seconds)
      do {
        if let counts = paths?.counts(of: own) {
          rates = try RatePaths(counts: counts).contacts.map { $0.map { $0 * service.volume } }
        } else {
          isJoint = false
          let known = try own.map { try service.rate(of: $0) }
          rates = (0..<Self.courses).map { course in
            let chance = (Double(course) + 0.5) / Double(Self.courses)
            return known.map { $0.quantile(chance) / perHour }
          }
        }
        days.append(
          Day(
            slots: range, rates: rates,
            promise: try DayPromise(
              paths: rates.map { $0.map { $0 * perHour } }, queue: service.queue,
              intervalSeconds: 3_600 / perHour, target: service.target),
            floors: try service.floors(Array(own))))
      } catch let error as QueueingError {
        throw PipelineError(.noPlan, "\(own[range.lowerBound].row.start.text): \(error).")
      }
    }
  }

  /// Openings, cut where the date changes.
  private static func ranges(_ slots: [ForecastSlot], _ service: ServiceModel) -> [Range<Int>] {
    var list: [Range<Int>] = []
    for stretch in service.stretches(slots, joined: true)
    where !slots[stretch.lowerBound].isClosed {
      var start = stretch.lowerBound
      for k in stretch where k > start && slots[k].wall.date != slots[k - 1].wall.date {
        list.append(start..<k)
        start = k
      }
      list.append(start..<stretch.upperBound)
    }
    return list
  }

  /// The days as the shift planner takes them.
  func cover(
    _ schedule: StaffingRecipe.SchedulePart, shrinkage: Shrinkage
  ) -> PromisedCover {
    var limits = schedule.planning.applied(to: schedule.limits)
    // The search for prices solves some ten plans; beyond this gap they teach it nothing.
    limits.relativeGap = max(limits.relativeGap, 1e-4)
    var rules = CoverRules(overCoverPrice: schedule.overCoverCostPerHour)
    rules.rotations = schedule.rotations
    rules.weekOrigin = slots.map(\.wall.date).min()
    return PromisedCover(
      days: days.map { day in
        PromisedCover.Day(
          intervals: slots[day.slots].map { slot in
            CoverInterval(
              unit: slot.row.id, start: slot.row.start.position, end: slot.end.position,
              wallStart: slot.wall, required: 0)
          }, promise: day.promise, floors: day.floors)
      }, patterns: schedule.patterns,
      rules: rules, shrinkage: shrinkage,
      limits: limits)
  }
}
