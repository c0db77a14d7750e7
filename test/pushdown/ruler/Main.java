import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Machine;

/** For each line of input, an array of a pattern and an event: true, false, or why the pattern is refused. */
public final class Main {
  public static void main(String[] args) throws Exception {
    ObjectMapper json = new ObjectMapper();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode asked = json.readTree(line);
      out.println(json.writeValueAsString(answer(asked.get(0).toString(), asked.get(1).toString())));
    }
  }

  private static Object answer(String pattern, String event) {
    try {
      Machine machine = new Machine();
      machine.addRule("rule", pattern);
      return !machine.rulesForJSONEvent(event).isEmpty();
    } catch (Exception refused) {
      return refused.toString();
    }
  }
}
