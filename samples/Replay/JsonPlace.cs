using System.Text.Json;

namespace StableSpamCompose.Replay;

/// <summary>A JSON value and where it stands, so that every mistake names its place.</summary>
internal readonly record struct JsonPlace(string File, string Path, JsonElement Element)
{
    /// <summary>Reads a whole file.</summary>
    public static JsonPlace Open(string file)
    {
        try
        {
            using FileStream stream = System.IO.File.OpenRead(file);
            using JsonDocument document = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return new JsonPlace(file, "", document.RootElement.Clone());
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ReplayException($"{file}: there is no such file; check the path.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReplayException($"{file}: it cannot be read ({e.Message})");
        }
        catch (JsonException e)
        {
            string reason = e.Message.Split([" LineNumber:", " Path:"], StringSplitOptions.None)[0].ReplaceLineEndings(" ");
            string line = e.LineNumber is long number ? $", line {number + 1}" : "";
            throw new ReplayException($"{file}{line}: this is not valid JSON: {reason}");
        }
    }

    /// <summary>A member that must be there.</summary>
    public JsonPlace Member(string name)
    {
        Require(JsonValueKind.Object, "an object");
        return Element.TryGetProperty(name, out JsonElement value)
            ? new JsonPlace(File, MemberPath(name), value)
            : throw Mistake($"has no member \"{name}\"; add it");
    }

    /// <summary>All members, as they are written.</summary>
    public IEnumerable<(string Name, JsonPlace Value)> Members()
    {
        Require(JsonValueKind.Object, "an object");
        JsonPlace self = this;
        return Element.EnumerateObject()
            .Select(member => (member.Name, new JsonPlace(self.File, self.MemberPath(member.Name), member.Value)));
    }

    /// <summary>The elements of an array.</summary>
    public IEnumerable<JsonPlace> Items()
    {
        Require(JsonValueKind.Array, "an array");
        JsonPlace self = this;
        return Element.EnumerateArray().Select((item, index) => new JsonPlace(self.File, $"{self.Path}[{index}]", item));
    }

    /// <summary>A text.</summary>
    public string Text()
    {
        Require(JsonValueKind.String, "a text");
        return Element.GetString()!;
    }

    /// <summary>An array of fp32 numbers.</summary>
    public float[] Floats() =>
        [.. Items().Select(item => item.IsNumber() && item.Element.TryGetSingle(out float value) && float.IsFinite(value)
            ? value
            : throw item.Mistake("must be a number within the range of fp32"))];

    /// <summary>The value of a number.</summary>
    /// <exception cref="ReplayException">It is none, or not finite.</exception>
    public double Number() =>
        IsNumber() && Element.TryGetDouble(out double value) && double.IsFinite(value) ? value : throw Mistake("must be a number");

    /// <summary>An array of numbers.</summary>
    public double[] Doubles() =>
        [.. Items().Select(item => item.IsNumber() && item.Element.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw item.Mistake("must be a number"))];

    /// <summary>The dimensions of a tensor.</summary>
    public long[] Dimensions() =>
        [.. Items().Select(item => item.IsNumber() && item.Element.TryGetInt64(out long value) && value is >= 0 and <= int.MaxValue
            ? value
            : throw item.Mistake("must be a dimension: a whole number, 0 or more"))];

    /// <summary>What is wrong here.</summary>
    public ReplayException Mistake(string what) =>
        new(Path.Length == 0 ? $"{File}: it {what}." : $"{File}: {Path} {what}.");

    private bool IsNumber() => Element.ValueKind == JsonValueKind.Number;

    private string MemberPath(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private void Require(JsonValueKind kind, string what)
    {
        if (Element.ValueKind != kind)
            throw Mistake($"must be {what}");
    }
}
