import Briefings
import Provenance
import Reports
import Tables
import Traffic

extension CorridorRecord {
  /// The tables of a run, machine-readable.
  func files() -> RunFiles {
    var files = RunFiles()
    files["plans.csv"] = plansCSV
    files["link_flows.csv"] = linkFlowsCSV
    files["period_forecast.csv"] = forecastCSV
    files["days_played.csv"] = daysCSV
    files["demand.csv"] = demandCSV
    files["movements.csv"] = inputs.map.movementsCSV
    if recipe.signals.writesVehicles {
      // Numbered: a period may be called what no file can be.
      for (place, demand) in demands.enumerated() {
        files["vehicles-\(place + 1).csv"] = demand.vehicles(
          factor: 1, window: nil, seed: recipe.forecast.seed, streets: inputs.map.streets
        ).csv(on: inputs.map.streets)
      }
    }
    if let unreachable = demands.first?.estimate.assignment.unreachable, !unreachable.isEmpty {
      var writer = CSVWriter(header: ["from", "to", "trips"])
      for pair in unreachable {
        writer.text(inputs.map.roads.zoneName(pair.origin))
        writer.text(inputs.map.roads.zoneName(pair.destination))
        writer.number(FileNumbers.rounded(pair.trips))
        writer.endRow()
      }
      files["unserved.csv"] = writer.bytes
    }
    return files
  }

  /// The plans with their hours, as `files.signals` of a recipe reads them again.
  private var plansCSV: [UInt8] {
    var writer = CSVWriter(header: [
      "tls_id", "period", "from", "to", "offset_s", "phase_index", "duration_s", "state",
    ])
    for (demand, plan) in zip(demands, plans) {
      for program in plan.optimum.plan.programs {
        for (index, phase) in program.phases.enumerated() {
          writer.text(program.id)
          writer.text(demand.period.name)
          writer.text(PlainWords.timeOfDay(Int(demand.period.from)))
          writer.text(PlainWords.timeOfDay(Int(demand.period.to)))
          writer.number(FileNumbers.rounded(program.offset))
          writer.integer(index)
          writer.number(FileNumbers.rounded(phase.duration))
          writer.text(phase.text)
          writer.endRow()
        }
      }
    }
    return writer.bytes
  }

  /// Every link in every period: vehicles an hour, their range, and the time they take.
  private var linkFlowsCSV: [UInt8] {
    var writer = CSVWriter(header: [
      "period", "link", "name", "flow", "flow_lo-80", "flow_hi-80", "capacity", "time_min",
      "free_flow_time_min",
    ])
    for demand in demands {
      for (link, street) in inputs.map.streets.streets.enumerated() {
        let flows = Quantiles(demand.levels.map { $0.flows[link] })
        let road = inputs.map.roads.links[link]
        writer.text(demand.period.name)
        writer.text(street.id)
        writer.text(inputs.map.linkNames[link])
        for value in [
          demand.estimate.assignment.flows[link], flows.at(0.1), flows.at(0.9), road.capacity,
          demand.estimate.assignment.times[link], road.freeFlowTime,
        ] { writer.number(FileNumbers.rounded(value)) }
        writer.endRow()
      }
    }
    return writer.bytes
  }

  /// What each detector is expected to count in each period of a coming working day.
  private var forecastCSV: [UInt8] {
    var writer = CSVWriter(header: [
      "period", "detector", "vehicles", "vehicles_lo-80", "vehicles_hi-80", "modelled",
    ])
    for demand in demands {
      let (low, high) = (demand.outlook.factor(at: 0.1), demand.outlook.factor(at: 0.9))
      for (place, detector) in inputs.record.detectors.enumerated() {
        let value = demand.outlook.expected[place]
        guard value.isFinite else { continue }
        writer.text(demand.period.name)
        writer.text(detector.id)
        for value in [value, value * low, value * high] {
          writer.number(FileNumbers.rounded(value))
        }
        if let link = inputs.links[place] {
          writer.number(
            FileNumbers.rounded(demand.estimate.assignment.flows[link] * demand.period.hours))
        } else {
          writer.missing()
        }
        writer.endRow()
      }
    }
    return writer.bytes
  }

  private var daysCSV: [UInt8] {
    var writer = CSVWriter(header: [
      "period", "day", "traffic", "vehicles", "delay_before_s", "delay_after_s",
      "unfinished_before", "unfinished_after",
    ])
    for (demand, plan) in zip(demands, plans) {
      for (day, run) in plan.comparison.runs.enumerated() {
        writer.text(demand.period.name)
        writer.integer(day + 1)
        writer.number(FileNumbers.rounded(plan.factors[day]))
        writer.integer(run.before.vehicles)
        writer.number(FileNumbers.rounded(run.before.delay))
        writer.number(FileNumbers.rounded(run.after.delay))
        writer.integer(run.before.unfinished)
        writer.integer(run.after.unfinished)
        writer.endRow()
      }
    }
    return writer.bytes
  }

  /// Trips of an hour of each period, fitted to the counts, beside the table given.
  private var demandCSV: [UInt8] {
    var writer = CSVWriter(header: ["period", "from", "to", "trips", "given"])
    for demand in demands {
      let table = demand.estimate.trips
      for origin in 0..<table.zoneCount {
        for place in table.originStart[origin]..<table.originStart[origin + 1] {
          writer.text(demand.period.name)
          writer.text(inputs.map.roads.zoneName(origin))
          writer.text(inputs.map.roads.zoneName(table.destinations[place]))
          writer.number(FileNumbers.rounded(table.trips[place]))
          writer.number(FileNumbers.rounded(inputs.prior.trips[place]))
          writer.endRow()
        }
      }
    }
    return writer.bytes
  }
}
