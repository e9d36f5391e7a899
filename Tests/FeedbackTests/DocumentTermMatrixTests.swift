import Feedback
import XCTest

final class DocumentTermMatrixTests: XCTestCase {
  private let matrix = DocumentTermMatrix(
    terms: 4, documentStarts: [0, 2, 2, 5], termIndices: [0, 3, 1, 2, 3],
    weights: [1, 2, 3, 4, 5])

  func testAnEmptyDocumentHasNoEntries() {
    XCTAssertEqual(matrix.documents, 3)
    XCTAssertEqual(matrix.entries(of: 1), 2..<2)
  }

  func testDocumentsAreSelectedInTheOrderAsked() {
    let chosen = matrix.selecting(documents: [2, 0, 2, 1])
    XCTAssertEqual(chosen.documentStarts, [0, 3, 5, 8, 8])
    XCTAssertEqual(chosen.termIndices, [1, 2, 3, 0, 3, 1, 2, 3])
    XCTAssertEqual(chosen.weights, [3, 4, 5, 1, 2, 3, 4, 5])
  }

  func testNoDocumentsIsAMatrixToo() {
    let none = matrix.selecting(documents: [])
    XCTAssertEqual(none.documents, 0)
    XCTAssertEqual(none.terms, 4)
  }
}
