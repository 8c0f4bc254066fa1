using System.Buffers.Binary;
using System.Text.Json;

namespace StableSpamCompose.Torch;

/// <summary>
/// A safetensors file: the length of a header in eight bytes, the header in JSON, then the bytes of all tensors. It holds nothing
/// that could be executed.
/// </summary>
internal static class SafetensorsFile
{
    private const string MetadataName = "__metadata__";

    // As the format's own reader: a longer header is no header.
    private const long LongestHeader = 100_000_000;

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="metadata">Texts by name.</param>
    /// <param name="tensors">The tensors.</param>
    public static void Write(Stream stream, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafeTensor> tensors)
    {
        byte[] header = Header(metadata, tensors);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (SafeTensor tensor in tensors)
            stream.Write(tensor.Bytes);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static (IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, SafeTensor> Tensors) Read(Stream stream)
    {
        byte[] length = ReadExactly(stream, sizeof(long));
        long headerLength = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (headerLength is < 2 or > LongestHeader)
            throw new InvalidDataException($"This is no safetensors file: its header would have {headerLength} bytes.");
        try
        {
            using JsonDocument header = JsonDocument.Parse(ReadExactly(stream, (int)headerLength));
            return Read(header.RootElement, stream);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or OverflowException
            || (exception is InvalidOperationException and not ObjectDisposedException))
        {
            throw new InvalidDataException($"The header of the safetensors file is damaged: {exception.Message}", exception);
        }
    }

    private static (IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, SafeTensor> Tensors) Read(JsonElement header, Stream stream)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var places = new List<(string Name, string Type, long[] Shape, long Start, long End)>();
        foreach (JsonProperty entry in header.EnumerateObject())
        {
            if (entry.Name == MetadataName)
            {
                foreach (JsonProperty text in entry.Value.EnumerateObject())
                    metadata.Add(text.Name, text.Value.GetString()!);
                continue;
            }
            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            places.Add((
                entry.Name, entry.Value.GetProperty("dtype").GetString()!, [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())],
                offsets[0].GetInt64(), offsets[1].GetInt64()));
        }
        var tensors = new Dictionary<string, SafeTensor>(StringComparer.Ordinal);
        long position = 0;
        foreach ((string name, string type, long[] shape, long start, long end) in places.OrderBy(place => place.Start).ThenBy(place => place.End))
        {
            if (start != position || end < start || end - start > int.MaxValue)
                throw new InvalidDataException($"Tensor '{name}' of the safetensors file lies at [{start}, {end}), and byte {position} comes next.");
            tensors.Add(name, new SafeTensor(name, type, shape, ReadExactly(stream, (int)(end - start))));
            position = end;
        }
        return (metadata, tensors);
    }

    private static byte[] Header(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafeTensor> tensors)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataName);
            foreach ((string name, string text) in metadata)
                json.WriteString(name, text);
            json.WriteEndObject();
            long position = 0;
            foreach (SafeTensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type);
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [position, position + tensor.Bytes.Length]);
                json.WriteEndObject();
                position += tensor.Bytes.Length;
            }
            json.WriteEndObject();
        }
        // The tensors begin at a multiple of eight bytes.
        while (memory.Length % sizeof(long) != 0)
            memory.WriteByte((byte)' ');
        return memory.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static byte[] ReadExactly(Stream stream, int count)
    {
        byte[] bytes = new byte[count];
        int read = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        return read == count ? bytes : throw new InvalidDataException($"The safetensors file ends {count - read} bytes too early.");
    }
}
