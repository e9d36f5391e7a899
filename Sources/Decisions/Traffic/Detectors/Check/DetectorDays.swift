import CivilTime

/// The days and the times of day of the steps of a record.
struct DetectorDays {
  /// Day of each step, from 0, and its place in the day.
  let day: [Int32]
  let slot: [Int32]
  let dates: [CivilDate]
  /// Steps of each day, a range.
  let steps: [Range<Int>]
  let slotsPerDay: Int

  init(_ record: DetectorRecord) {
    let size = record.stepSeconds
    slotsPerDay = max(1, 86_400 / size)
    var day = [Int32](repeating: 0, count: record.stepCount)
    var slot = day
    var dates: [CivilDate] = []
    var starts: [Int] = []
    for step in 0..<record.stepCount {
      let wall = record.index.wallTime(ofPosition: record.index.position(ofStep: step))
      if dates.last != wall.date {
        dates.append(wall.date)
        starts.append(step)
      }
      day[step] = Int32(dates.count - 1)
      slot[step] = Int32(min(slotsPerDay - 1, wall.secondOfDay / size))
    }
    self.day = day
    self.slot = slot
    self.dates = dates
    starts.append(record.stepCount)
    steps = zip(starts, starts.dropFirst()).map { $0..<$1 }
  }

  /// Saturdays and Sundays are days of their own kind.
  func isWeekend(_ day: Int) -> Bool { dates[day].weekday >= 6 }
}

/// What each detector usually measures at each time of the day, on workdays and weekends:
/// the median over days of a kind, over all days where a kind has fewer than three.
struct DetectorProfile {
  private let slots: Int
  private let detectors: Int
  /// `[(kind · slots + slot) · detectors + detector]`; NaN where nothing was measured.
  private let medians: [Double]

  init(_ values: [Double], detectors: Int, days: DetectorDays) {
    let slots = days.slotsPerDay
    self.slots = slots
    self.detectors = detectors
    var medians = [Double](repeating: .nan, count: 2 * slots * detectors)
    var bySlot = [[Int]](repeating: [], count: slots)
    for step in days.slot.indices { bySlot[Int(days.slot[step])].append(step) }
    var kinds = [[Int]](repeating: [], count: 2)
    var sample: [Double] = []
    for slot in 0..<slots {
      kinds[0] = bySlot[slot].filter { !days.isWeekend(Int(days.day[$0])) }
      kinds[1] = bySlot[slot].filter { days.isWeekend(Int(days.day[$0])) }
      for kind in 0..<2 {
        for detector in 0..<detectors {
          sample.removeAll(keepingCapacity: true)
          for step in kinds[kind] {
            let value = values[step * detectors + detector]
            if !value.isNaN { sample.append(value) }
          }
          if sample.count < 3 {
            sample.removeAll(keepingCapacity: true)
            for step in bySlot[slot] {
              let value = values[step * detectors + detector]
              if !value.isNaN { sample.append(value) }
            }
          }
          medians[(kind * slots + slot) * detectors + detector] = medianInPlace(&sample)
        }
      }
    }
    self.medians = medians
  }

  func value(isWeekend: Bool, slot: Int, detector: Int) -> Double {
    medians[((isWeekend ? 1 : 0) * slots + slot) * detectors + detector]
  }

  func value(at step: Int, _ days: DetectorDays, detector: Int) -> Double {
    value(
      isWeekend: days.isWeekend(Int(days.day[step])), slot: Int(days.slot[step]),
      detector: detector)
  }
}

/// Median of numbers that are all finite; NaN of none. The order of `values` is lost.
func medianInPlace(_ values: inout [Double]) -> Double {
  if values.isEmpty { return .nan }
  values.sort()
  let middle = values.count / 2
  return values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
}

func medianOf(_ values: [Double]) -> Double {
  var copy = values
  return medianInPlace(&copy)
}
