import Tables
import XCTest

final class DataPackageTests: XCTestCase {
  private func package(_ json: String) throws -> DataPackage {
    try DataPackage(json: Array(json.utf8), file: "p.json")
  }

  private let json = """
    {"name": "calls", "resources": [{
      "name": "calls", "path": "data/calls.csv", "encoding": "iso-8859-1",
      "hash": "sha256:00ff", "bytes": 12, "dialect": {"delimiter": ";"},
      "schema": {"missingValues": ["", "x"], "fields": [
        {"name": "site", "type": "string"},
        {"name": "at", "type": "datetime", "format": "%d/%m/%Y %H:%M"},
        {"name": "cost", "type": "number", "decimalChar": ",", "bareNumber": false},
        {"name": "n", "type": "integer", "groupChar": "."},
        {"name": "free"}]}}]}
    """

  func testSchemaOverridesInference() throws {
    let resource = try XCTUnwrap(package(json).resource(for: "/tmp/calls.csv.gz"))
    XCTAssertEqual(resource.sha256, "00ff")
    XCTAssertEqual(resource.bytes, 12)
    var options = ReadOptions()
    options.types["n"] = .text
    resource.apply(to: &options)
    XCTAssertEqual(options.types["n"], .text)
    XCTAssertEqual(options.types["at"], .pattern("%d/%m/%Y %H:%M"))
    XCTAssertEqual(options.types["cost"], .amount)
    XCTAssertNil(options.types["free"])
    let result = try TableReader.read(
      bytes: Array("site;at;cost;n;free\n07;03/04/2025 09:30;€ 1.250,5;3;x\n".utf8), name: "f",
      options: options)
    guard case .double(let cost)? = result.table["cost"]?.values,
      case .time(let times)? = result.table["at"]?.values,
      case .text(let sites)? = result.table["site"]?.values
    else { return XCTFail("kinds") }
    XCTAssertEqual(cost, [1250.5])
    XCTAssertEqual(times.seconds, [1_743_672_600])
    XCTAssertEqual(sites.dictionary, ["07"])
    XCTAssertEqual(result.table["free"]?.missing, [true])
  }

  func testWrittenPackageReadsBackTheSame() throws {
    let first = try package(json)
    let again = try DataPackage(json: first.json(), file: "p.json")
    XCTAssertEqual(first, again)
    XCTAssertEqual(first.json(), again.json())
  }

  func testErrorsNameTheKey() {
    let cases = [
      ("[]", "p.json: an object {…} is needed."),
      ("{}", "p.json: resources: a list of at least one resource is needed."),
      ("{\"resources\": 3}", "p.json: resources: a list […] is needed."),
      ("{\"resources\": [{}]}", "p.json: resources[0].path: the file's path is needed."),
      (
        "{\"resources\": [{\"path\": [\"a\", \"b\"]}]}",
        "p.json: resources[0].path: a text is needed."
      ),
      (
        "{\"resources\": [{\"path\": \"a\", \"schema\": \"s.json\"}]}",
        "p.json: resources[0].schema: an object {…} is needed."
      ),
      (
        "{\"resources\": [{\"path\": \"a\", \"schema\": {\"fields\": [{\"name\": \"y\"}, {}]}}]}",
        "p.json: resources[0].schema.fields[1].name: the column's name is needed."
      ),
      (
        "{\"resources\": [{\"path\": \"a\", \"schema\": {\"fields\": "
          + "[{\"name\": \"y\", \"type\": \"date\", \"format\": \"%Q\"}]}}]}",
        "p.json: resources[0].schema.fields[0].format: \"%Q\" is not a date pattern such as "
          + "%Y-%m-%d %H:%M:%S."
      ),
      (
        "{\"resources\": [{\"path\": \"a\", \"dialect\": {\"delimiter\": \";;\"}}]}",
        "p.json: resources[0].dialect.delimiter: one ASCII character is needed."
      ),
      (
        "{\"resources\": [{\"path\": \"a\", \"encoding\": \"EBCDIC\"}]}",
        "p.json: resources[0].encoding: \"EBCDIC\" is not known; utf-8 and iso-8859-1 are."
      ),
    ]
    for (json, message) in cases {
      XCTAssertThrowsError(try package(json), json) {
        XCTAssertEqual("\($0)", message)
        XCTAssertEqual(($0 as? TableError)?.exitCode, 65)
      }
    }
    XCTAssertThrowsError(
      try package(
        "{\"resources\": [{\"path\": \"a\", \"schema\": {\"fields\": "
          + "[{\"name\": \"y\", \"type\": \"nmber\"}]}}]}")
    ) {
      XCTAssertTrue(
        "\($0)".hasPrefix(
          "p.json: resources[0].schema.fields[0].type: \"nmber\" is not one of string, number"))
    }
    XCTAssertThrowsError(try package("{\"a\": ")) {
      XCTAssertTrue("\($0)".hasPrefix("p.json: not JSON"), "\($0)")
    }
  }

  func testPlaces() {
    XCTAssertEqual(DataPackage.path(beside: "a/b/c.csv"), "a/b/datapackage.json")
    XCTAssertEqual(DataPackage.path(beside: "c.csv"), "datapackage.json")
  }
}
