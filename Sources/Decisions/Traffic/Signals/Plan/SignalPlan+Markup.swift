extension SignalPlan {
  /// The plan as static programs of an additional file for SUMO (`<tlLogic>`).
  /// - Parameter programID: of all programs of the plan.
  public func additionalFile(programID: String) -> String {
    var text = "<additional>\n"
    for program in programs {
      text += "  <tlLogic id=\"\(escaped(program.id))\" type=\"static\" "
      text += "programID=\"\(escaped(programID))\" offset=\"\(seconds(program.offset))\">\n"
      for phase in program.phases {
        text += "    <phase duration=\"\(seconds(phase.duration))\" state=\"\(phase.text)\"/>\n"
      }
      text += "  </tlLogic>\n"
    }
    return text + "</additional>\n"
  }

  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }

  private func seconds(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }
}
