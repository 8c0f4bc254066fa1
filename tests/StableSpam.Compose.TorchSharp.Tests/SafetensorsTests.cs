using System.Text;
using System.Text.Json;
using TorchSharp.Modules;

namespace StableSpamCompose.Torch.Tests;

/// <summary>State as safetensors files: readable by others, found by name, and back to the bit.</summary>
public class SafetensorsTests
{
    public static TheoryData<string> Optimizers => ["AdamW", "StableSpam", "Spam", "Adan", "ScheduleFreeAdamW"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void What_is_exported_continues_bit_for_bit(string optimizer)
    {
        using var whole = new Run(Run.Small, optimizer);
        whole.Step(1, Run.Small.Steps);
        using var first = new Run(Run.Small, optimizer);
        first.Step(1, 5);
        using var resumed = new Run(Run.Small, optimizer);
        resumed.CopyParameters(first);
        resumed.Optimizer.ImportState(new MemoryStream(Export(first.Optimizer)));

        resumed.AssertSame(first);
        resumed.Step(6, Run.Small.Steps);
        whole.AssertSame(resumed);
    }

    [Fact]
    public void The_file_is_what_the_format_says()
    {
        using Parameter parameter = Tensors.Parameter([1, 2], 2);
        using var optimizer = new StableSpam([("w", parameter)]);
        parameter.SetGradient(3, -4);
        optimizer.step();
        byte[] file = Export(optimizer);

        int length = (int)BitConverter.ToInt64(file);
        Assert.Equal(0, length % 8);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, length));
        Assert.Equal("StableSpam", header.RootElement.GetProperty("__metadata__").GetProperty("optimizer").GetString());
        JsonElement moment = header.RootElement.GetProperty("w/Adam.m");
        Assert.Equal(("F32", 2L), (moment.GetProperty("dtype").GetString(), moment.GetProperty("shape")[0].GetInt64()));
        int start = 8 + length + moment.GetProperty("data_offsets")[0].GetInt32();
        Assert.Equal(optimizer.GetState("w")["Adam.m"].Numbers()[1], BitConverter.ToSingle(file, start + 4));
        JsonElement threshold = header.RootElement.GetProperty("w/AdaClip.threshold");
        Assert.Equal("F64", threshold.GetProperty("dtype").GetString());
        Assert.Equal(optimizer.GetState("w").GetNumber("AdaClip.threshold"), BitConverter.ToDouble(file, 8 + length + threshold.GetProperty("data_offsets")[0].GetInt32()));
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_nothing_is_changed()
    {
        using Parameter small = Tensors.Parameter([1, 2], 2), large = Tensors.Parameter([1, 2, 3], 3);
        using var saved = new AdamW([("w", small)]);
        small.SetGradient(3, -4);
        saved.step();
        byte[] file = Export(saved);
        using var shaped = new AdamW([("w", large)]);
        using var named = new AdamW([("v", small)]);
        using var more = new AdamW([("w", small), ("x", large)]);
        using var other = new Lion([("w", small)]);
        using var nameless = new AdamW([small]);

        Assert.Contains("'w/Adam.m' is F32 of shape [2] in the file", Refused(shaped, file));
        Assert.Contains("lacks 'v/k'", Refused(named, file));
        Assert.Contains("lacks 'x/k'", Refused(more, file));
        Assert.Contains("not of Lion", Refused(other, file));
        Assert.Contains("no safetensors", Refused(saved, "hello, world"u8.ToArray()));
        Assert.Contains("too early", Refused(saved, file[..^4]));
        Assert.Contains("damaged", Refused(saved, [.. BitConverter.GetBytes(8L), .. Encoding.ASCII.GetBytes("{\"a\":1} ")]));
        Assert.Contains("named_parameters", Assert.Throws<InvalidOperationException>(() => Export(nameless)).Message);
        Assert.Equal(0, more.GetState("w").UpdateClock);
        Assert.Equal(1, saved.GetState("w").UpdateClock);
    }

    private static string Refused(TorchOptimizer optimizer, byte[] file) =>
        Assert.Throws<InvalidDataException>(() => optimizer.ImportState(new MemoryStream(file))).Message;

    private static byte[] Export(TorchOptimizer optimizer)
    {
        using var stream = new MemoryStream();
        optimizer.ExportState(stream);
        return stream.ToArray();
    }
}
