import CivilTime
import Tables
import TestSupport
import TimeSeries
import Traffic
import XCTest

final class DetectorFileTests: XCTestCase {
  private func read(
    _ text: String, _ change: (inout DetectorFileOptions) -> Void = { _ in },
    name: String = "d.csv"
  ) throws -> DetectorRecord {
    var options = DetectorFileOptions()
    change(&options)
    return try DetectorFile.read(bytes: Array(text.utf8), name: name, options: options)
  }

  private static let chicago = try? TimeZoneRules(
    identifier: "America/Chicago", posix: "CST6CDT,M3.2.0,M11.1.0")

  func testLongFileInAnyOrder() throws {
    let record = try read(
      """
      station,timestamp,flow,occ,speed
      b,2025-03-03 00:05:00,12,4.5,60
      a,2025-03-03 00:00:00,7,3.0,61
      a,2025-03-03 00:10:00,,2.0,63
      a,2025-03-03 00:05:00,8,2.5,62
      b,2025-03-03 00:05:00,12,4.5,60
      b,2025-03-03 00:00:00,10,4.0,59
      b,2025-03-03 00:10:00,11,5.0,58
      b,2025-03-03 00:10:00,13,5.5,57

      """)
    XCTAssertEqual(record.detectors.map(\.id), ["a", "b"])
    XCTAssertEqual(record.stepSeconds, 300)
    XCTAssertEqual(record.stepCount, 3)
    XCTAssertEqual(record.series(.flow, of: 1), [10, 12, 13])
    XCTAssertEqual(record.series(.flow, of: 0)?.prefix(2), [7, 8])
    XCTAssertTrue(record.series(.flow, of: 0)?[2].isNaN ?? false)
    XCTAssertEqual(record.series(.occupancy, of: 0), [0.03, 0.025, 0.02])
    XCTAssertEqual(record.series(.speed, of: 1), [59, 60, 57])
    XCTAssertEqual(record.reading.repeatedRows, 1)
    XCTAssertEqual(record.reading.supersededRows, 1)
    XCTAssertEqual(record.reading.outOfOrderRows, 2)
    XCTAssertEqual(record.reading.exampleLines.count, 2)
  }

  func testWideWithTimesAndMissingCells() throws {
    let record = try read(
      "time,n1,n2\n2025-03-03 00:00,1,2\n2025-03-03 00:15,3,\n2025-03-03 00:45,5,6\n")
    XCTAssertEqual(record.detectors.map(\.id), ["n1", "n2"])
    XCTAssertEqual(record.stepCount, 4)
    XCTAssertEqual(record.stepSeconds, 900)
    XCTAssertEqual(record.flow?[0..<3], [1, 2, 3])
    XCTAssertEqual(record.flow?.count { $0.isNaN }, 3)
    XCTAssertTrue(record.measureIsAssumed)
  }

  func testMatrixNeedsStartAndStep() throws {
    let text = "71.1,66,64\n68.1,66.8,61\n"
    XCTAssertThrowsError(try read(text)) { error in
      XCTAssertTrue("\(error)".contains("--start"), "\(error)")
    }
    let record = try read(
      text,
      { options in
        options.start = WallTime(date: CivilDate(year: 2016, month: 7, day: 1))
        options.stepSeconds = 300
      }, name: "x/some_speed.csv.gz")
    XCTAssertEqual(record.detectors.map(\.id), ["0", "1", "2"])
    XCTAssertEqual(record.speed, [71.1, 66, 64, 68.1, 66.8, 61])
    XCTAssertEqual(record.index.label(ofStep: 1), "2016-07-01T00:05:00")
  }

  func testNamesOfSensorsAreToldFromValues() throws {
    let names = try read("773869,767541\n64.3,67.6\n62.6,68.5\n") { options in
      options.start = WallTime(date: CivilDate(year: 2012, month: 3, day: 1))
      options.stepSeconds = 300
      options.measure = .speed
    }
    XCTAssertEqual(names.detectors.map(\.id), ["773869", "767541"])
    let values = try read("133,210,124\n114,185,119\n") { options in
      options.start = WallTime(date: CivilDate(year: 2012, month: 3, day: 1))
      options.stepSeconds = 300
    }
    XCTAssertEqual(values.stepCount, 2)
  }

  func testStationFileOfPeMS() throws {
    var rows = ""
    for minute in stride(from: 0, to: 30, by: 5) {
      let time = "03/03/2025 00:\(minute < 10 ? "0" : "")\(minute):00"
      rows +=
        "\(time),716939,7,5,S,ML,.5,100,90,\(100 + minute),.05,65.2,50,60,.05,65,100,50,\(40 + minute),.05,65.4,100,,,,,\n"
      rows +=
        "\(time),718000,7,5,N,ML,.5,100,0,80,.04,66,20,40,.04,66,100,20,20,.04,66,100,10,20,.03,65,100\n"
    }
    let record = try read(rows)
    XCTAssertEqual(record.detectors.map(\.id), ["716939", "718000"])
    XCTAssertEqual(record.detectors.map(\.lanes), [2, 3])
    XCTAssertEqual(record.detectors[0].road, "5 S")
    XCTAssertEqual(record.series(.flow, of: 0), [100, 105, 110, 115, 120, 125])
    XCTAssertEqual(record.occupancy?[0], 0.05)
    XCTAssertEqual(record.observed?[0..<2], [0.9, 0])
    XCTAssertEqual(record.speedUnit, .milesPerHour)
  }

  func testVolumesOfSCATS() throws {
    let volumes = (0..<24).map { "V\($0 < 10 ? "0" : "")\($0)" }
    func row(_ site: String, _ place: String, _ date: String, _ base: Int) -> String {
      "\(site),\(place),-37.8,145.1,\(date),"
        + (0..<24).map { "\(base + $0)" }.joined(separator: ",") + "\n"
    }
    let text =
      "\u{FEFF},,,,Start Time,0:00,1:00\n"
      + "SCATS Number,Location,NB_LATITUDE,NB_LONGITUDE,Date,\(volumes.joined(separator: ","))\n"
      + row("0970", "HIGH ST", "10/13/2006", 100) + row("0970", "HIGH ST", "10/14/2006", 200)
      + row("2000", "LOW ST", "10/14/2006", -30) + row("0970", "HIGH ST", "10/14/2006", 300)
    let record = try read(text)
    XCTAssertEqual(record.detectors.map(\.id), ["0970 HIGH ST", "2000 LOW ST"])
    XCTAssertEqual(record.stepCount, 48)
    XCTAssertEqual(record.series(.flow, of: 0)?[24], 300)
    XCTAssertEqual(record.series(.flow, of: 0)?[1], 101)
    XCTAssertEqual(record.series(.flow, of: 1)?.count { $0.isNaN }, 48)
    XCTAssertEqual(record.reading.supersededRows, 1)
    XCTAssertEqual(record.reading.exampleLines, [6])
    XCTAssertEqual(record.detectors[0].place, .init(x: 145.1, y: -37.8))
  }

  func testClockChangesCountBothHoursAndNone() throws {
    let zone = try XCTUnwrap(Self.chicago)
    var text = "detector,time,flow\n"
    // 2 November 2025: 01:00 to 01:45 twice.
    for hour in [0, 1, 1, 2, 3] {
      for quarter in 0..<4 {
        let minute = quarter == 0 ? "00" : "\(quarter * 15)"
        text += "a,2025-11-02 0\(hour):\(minute):00,\(hour * 4 + quarter)\n"
      }
    }
    let zoned = try read(text) { $0.timeZone = zone }
    XCTAssertEqual(zoned.stepCount, 20)
    XCTAssertEqual(zoned.flow?.count { $0.isNaN }, 0)
    let plain = try read(text)
    XCTAssertEqual(plain.stepCount, 16)
    XCTAssertEqual(plain.reading.repeatedRows, 4)
    // 9 March 2025 has no 02:00 to 03:00.
    var spring = "detector,time,flow\n"
    for hour in [0, 1, 3, 4] {
      for half in ["00", "30"] { spring += "a,2025-03-09 0\(hour):\(half):00,1\n" }
    }
    XCTAssertEqual(try read(spring) { $0.timeZone = zone }.stepCount, 8)
    XCTAssertEqual(try read(spring).flow?.count { $0.isNaN }, 2)
  }

  func testEventsBecomeCountsAndOccupancies() throws {
    var text = "TimeStamp,DeviceId,EventId,Parameter\n"
    func add(_ time: String, _ event: Int, _ parameter: Int) {
      text += "2024-04-15 12:\(time),1136,\(event),\(parameter)\n"
    }
    add("00:00.000", 1, 2)
    add("00:10.500", 82, 5)
    add("00:11.000", 81, 5)
    add("00:30.000", 8, 2)
    add("00:33.500", 10, 2)
    add("00:35.000", 11, 2)
    add("00:58.000", 82, 5)
    add("01:03.000", 81, 5)
    add("01:20.000", 1, 2)
    add("02:00.000", 0, 2)
    let record = try read(text) { $0.eventStepSeconds = 60 }
    XCTAssertEqual(record.detectors.map(\.id), ["1136/5"])
    XCTAssertEqual(record.flow, [2, 0])
    XCTAssertEqual(record.occupancy?[0] ?? 0, 2.5 / 60, accuracy: 1e-12)
    XCTAssertEqual(record.occupancy?[1] ?? 0, 3.0 / 60, accuracy: 1e-12)
    let greens = try ControllerEvents.read(bytes: Array(text.utf8)).greens()
    XCTAssertEqual(greens.count, 2)
    XCTAssertEqual(greens[0].green, 30)
    XCTAssertEqual(greens[0].yellow, 3.5)
    XCTAssertEqual(greens[0].redClearance, 1.5)
    XCTAssertEqual(greens[0].cycle, 80)
  }

  func testStationsFillPlacesLinksAndLanes() throws {
    let record = try read("time,a,b\n2025-03-03 00:00,1,2\n2025-03-03 00:15,3,4\n")
    let stations = try DetectorStations.read(
      bytes: Array(
        "sensor_id,longitude,latitude,from,to,lanes\nb,-118.2,34.1,1,2,3\nb,0,0,1,2,3\nc,0,0,,,\n"
          .utf8
      ))
    let placed = stations.placing(record)
    XCTAssertNil(placed.detectors[0].place)
    XCTAssertEqual(placed.detectors[1].place, .init(x: -118.2, y: 34.1))
    XCTAssertEqual(placed.detectors[1].link, "1 → 2")
    XCTAssertEqual(placed.detectors[1].lanes, 3)
    XCTAssertEqual(placed.reading.repeatedIDs, ["b"])
    XCTAssertTrue(placed.placesAreGeographic)
  }

  func testHostileFiles() throws {
    for (text, words) in [
      ("", "empty"), ("\n\n", "empty"), ("time,a\n", "no"),
      ("time,a\n2025-03-03 00:00,1\n", "one time"),
      ("time,a\n2025-03-03 00:00,x\n2025-03-03 00:05,1\n", ":2"),
      ("time,name\n2025-03-03 00:00,x\n2025-03-03 00:05,y\n", "not a number"),
      ("timestamp,station,flow\nnever,1,2\n", "timestamp"),
    ] {
      XCTAssertThrowsError(try read(text), text) { error in
        XCTAssertTrue("\(error)".contains(words), "\(text): \(error)")
        XCTAssertFalse("\(error)".contains("never"), "no cell is printed")
      }
    }
    let empty = try read("time,a\n2025-03-03 00:00,\n2025-03-03 00:05,\n")
    XCTAssertEqual(empty.flow?.count { $0.isNaN }, 2)
  }

  func testSharedFiles() throws {
    func shared(_ path: String, _ change: (inout DetectorFileOptions) -> Void = { _ in }) throws
      -> DetectorRecord
    {
      let url = try SharedData.url("traffic/\(path)")
      var options = DetectorFileOptions()
      change(&options)
      return try DetectorFile.read(
        bytes: WholeFile.readDecompressed(url.path), name: path, options: options)
    }
    let scats = try shared("scats/scats_oct2006.csv.gz")
    XCTAssertEqual(scats.detectorCount, 139)
    XCTAssertEqual(scats.stepCount, 31 * 96)
    let events = try shared("atspm/hires_events.csv.gz")
    XCTAssertGreaterThan(events.stepCount, 0)
    let speeds = try shared("anomaly/speed_7578.csv")
    XCTAssertEqual(speeds.measures, [.speed])
    XCTAssertEqual(speeds.stepSeconds, 300)
  }
}
