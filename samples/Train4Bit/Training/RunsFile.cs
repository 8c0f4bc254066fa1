using System.Text.Json;

namespace StableSpamCompose.Train4Bit.Training;

/// <summary>
/// The finished runs of a session, every number of them, as JSON: <c>settings</c>, and <c>runs</c> with <c>optimizer</c>,
/// <c>precision</c>, <c>lr</c>, <c>seed</c>, <c>steps</c>, <c>final_validation_perplexity</c>, <c>gradient_norm_spikes</c>,
/// <c>loss</c>, <c>gradient_norm</c> and what they are computed from. A number that is not finite is null.
/// </summary>
public static class RunsFile
{
    /// <summary>Its name in the output folder.</summary>
    public const string Name = "runs.json";

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Write(string path, SessionSettings settings, IReadOnlyList<RunResult> results)
    {
        string partial = path + ".partial";
        using (FileStream file = File.Create(partial))
        using (var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("settings");
            foreach ((string name, string value) in settings.Named)
                writer.WriteString(name, value);
            writer.WriteEndObject();
            writer.WriteStartArray("runs");
            foreach (RunResult result in results)
                Write(writer, result);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, to the bit.</summary>
    /// <exception cref="TrainException">It cannot be read, or was made with other settings.</exception>
    public static IReadOnlyList<RunResult> Read(string path, SessionSettings settings)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            settings.CheckSame(
                path,
                document.RootElement.GetProperty("settings").EnumerateObject()
                    .Select(member => KeyValuePair.Create(member.Name, member.Value.GetString() ?? "")));
            return [.. document.RootElement.GetProperty("runs").EnumerateArray().Select(Read)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new TrainException($"{path}: this is no file of runs ({e.Message.ReplaceLineEndings(" ")}); give another --out.");
        }
    }

    private static void Write(Utf8JsonWriter writer, RunResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("optimizer", result.Optimizer);
        writer.WriteString("precision", result.Precision);
        writer.WriteNumber("lr", result.LearningRate);
        writer.WriteNumber("seed", result.Seed);
        writer.WriteNumber("steps", result.Loss.Count);
        Write("final_validation_loss", result.FinalValidationLoss);
        Write("final_validation_perplexity", result.FinalValidationPerplexity);
        writer.WriteNumber("gradient_norm_spikes", result.Spikes.Count);
        Write("largest_gradient_norm_over_median", result.LargestNormOverMedian);
        writer.WriteNumber("seconds", result.Seconds);
        WriteAll("loss", result.Loss);
        WriteAll("gradient_norm", result.GradientNorm);
        writer.WriteEndObject();

        void Write(string name, double number)
        {
            writer.WritePropertyName(name);
            WriteNumber(number);
        }

        void WriteAll(string name, IReadOnlyList<double> numbers)
        {
            writer.WriteStartArray(name);
            foreach (double number in numbers)
                WriteNumber(number);
            writer.WriteEndArray();
        }

        void WriteNumber(double number)
        {
            if (double.IsFinite(number))
                writer.WriteNumberValue(number);
            else
                writer.WriteNullValue();
        }
    }

    private static RunResult Read(JsonElement run)
    {
        return new RunResult(
            Text("optimizer"),
            Text("precision"),
            Number(run.GetProperty("lr")),
            run.GetProperty("seed").GetInt64(),
            Number(run.GetProperty("final_validation_loss")),
            Numbers("loss"),
            Numbers("gradient_norm"),
            Number(run.GetProperty("seconds")));

        string Text(string name) => run.GetProperty(name).GetString() ?? "";

        double[] Numbers(string name) => [.. run.GetProperty(name).EnumerateArray().Select(Number)];

        static double Number(JsonElement number) => number.ValueKind == JsonValueKind.Null ? double.NaN : number.GetDouble();
    }
}
