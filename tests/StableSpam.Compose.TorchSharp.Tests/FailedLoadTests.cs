using System.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch.Tests;

/// <summary>A file that cannot be loaded leaves the optimizer as it was, whatever is wrong and wherever.</summary>
public sealed class FailedLoadTests : IDisposable
{
    private readonly Parameter _a = Tensors.Parameter([1, 2, 7, 8], 2, 2);
    private readonly Parameter _b = Tensors.Parameter([3, 4, 5, 6], 2, 2);
    private readonly StableSpam _saved;
    private readonly StableSpam _loaded;
    private readonly byte[] _file;
    private readonly byte[] _before;

    public FailedLoadTests()
    {
        // Whoever loads has steps and options of its own, so that anything that is taken over shows.
        _saved = new StableSpam([new StableSpam.ParamGroup([("a", _a)], lr: 0.25), new StableSpam.ParamGroup([("b", _b)], gamma3: 0.5)], maximize: true);
        _loaded = new StableSpam([new StableSpam.ParamGroup([("a", _a)]), new StableSpam.ParamGroup([("b", _b)])]);
        Step(_saved, 3);
        Step(_loaded, 1);
        _file = StateDictTests.Save(_saved);
        _before = StateDictTests.Save(_loaded);
    }

    public void Dispose()
    {
        _saved.Dispose();
        _loaded.Dispose();
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_changes_nothing()
    {
        int handles = Handles();
        for (int length = 0; length < _file.Length; length++)
        {
            Exception? failure = Record.Exception(() => Load(_loaded, _file[..length]));
            Assert.True(failure is InvalidDataException or EndOfStreamException, $"after {length} bytes: {failure}");
            AssertUnchanged($"after {length} bytes");
        }
        Assert.Equal(handles, Handles());
        Assert.Contains("The file ends within the state of parameter 'b'", Assert.Throws<InvalidDataException>(() => Load(_loaded, _file[..^1])).Message);

        Load(_loaded, _file);
        Assert.Equal(_file, StateDictTests.Save(_loaded));
        Assert.Equal(3, _loaded.StepCount);
    }

    [Fact]
    public void A_file_with_a_damaged_byte_is_loaded_whole_or_not_at_all()
    {
        int handles = Handles();
        int refused = 0;
        for (int at = 0; at < _file.Length; at++)
        {
            byte[] damaged = [.. _file];
            damaged[at] ^= 0xff;
            if (Record.Exception(() => Load(_loaded, damaged)) is null)
            {
                // Nobody can tell a number from another one.
                Load(_loaded, _before);
                continue;
            }
            refused++;
            AssertUnchanged($"byte {at}");
        }
        Assert.Equal(handles, Handles());
        Assert.InRange(refused, 100, _file.Length);
    }

    [Fact]
    public void What_is_wrong_at_the_end_is_found_before_the_beginning_is_taken_over()
    {
        using Parameter wide = Tensors.Parameter([1, 2, 3, 4, 5, 6], 2, 3);
        Refused("'b' has the shape [2, 2] in the file and [2, 3] here", [("a", _a), ("b", wide)]);
        Refused("a parameter 'b', which this optimizer does not have", [("a", _a), ("c", _b)]);
        Refused("the state of parameter 'a' twice", [("a", _a), ("b", _b)], Replaced(_file, "\u0001b", "\u0001a"));
        Refused("which the optimizer does not keep", [("a", _a), ("b", _b)], Replaced(_file, "Adam.v", "Adam.x"));
        Refused("state Adam.m of parameter 'b' twice", [("a", _a), ("b", _b)], Replaced(_file, "Adam.v", "Adam.m"));
        Refused("a hyperparameter 'gammaX'", [("a", _a), ("b", _b)], Replaced(_file, "gamma3", "gammaX"));
    }

    [Fact]
    public void A_value_outside_its_range_is_found_before_it_is_set()
    {
        int at = Encoding.Latin1.GetString(_file).LastIndexOf("gamma3", StringComparison.Ordinal) + 6;
        byte[] damaged = [.. _file[..at], .. BitConverter.GetBytes(2.0), .. _file[(at + 8)..]];

        Assert.Contains("gamma3", Assert.Throws<InvalidDataException>(() => Load(_loaded, damaged)).Message);
        AssertUnchanged("gamma3");
    }

    [Fact]
    public void Through_the_base_class_it_is_the_same()
    {
        OptimizerHelper plain = _loaded;
        Assert.Throws<InvalidDataException>(() => plain.load_state_dict(new BinaryReader(new MemoryStream(_file[..^1]))));
        AssertUnchanged("the base class");
        plain.load_state_dict(new BinaryReader(new MemoryStream(_file)));
        Assert.Equal(_file, StateDictTests.Save(_loaded));
    }

    [Fact]
    public void A_state_dict_in_memory_changes_nothing_either()
    {
        using Parameter wide = Tensors.Parameter([1, 2, 3], 3);
        using var shaped = new StableSpam([new StableSpam.ParamGroup([("a", _a)]), new StableSpam.ParamGroup([("b", wide)])]);
        using var named = new StableSpam([new StableSpam.ParamGroup([("a", _a)]), new StableSpam.ParamGroup([("c", _b)])]);
        foreach (StableSpam target in new[] { shaped, named })
        {
            byte[] before = StateDictTests.Save(target);
            Assert.Throws<ArgumentException>(() => target.load_state_dict(_saved.state_dict()));
            Assert.Equal(before, StateDictTests.Save(target));
        }
    }

    [Fact]
    public void A_state_that_is_loaded_alone_is_taken_over_at_once()
    {
        var memory = new MemoryStream();
        _saved.GetState("b").SaveStateDict(new BinaryWriter(memory));
        memory.Position = 0;
        // A load that failed before is over.
        Assert.Throws<InvalidDataException>(() => Load(_loaded, _file[..^1]));
        _loaded.GetState("b").LoadStateDict(new BinaryReader(memory));

        Assert.Equal(_saved.GetState("b")["Adam.m"].Bits(), _loaded.GetState("b")["Adam.m"].Bits());
        Assert.Equal((1, 3), (_loaded.GetState("a").UpdateClock, _loaded.GetState("b").UpdateClock));
    }

    [Fact]
    public void A_file_is_replaced_by_a_whole_one_or_not_at_all()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string path = Path.Combine(folder, "optimizer.dat");
        try
        {
            _saved.save_state_dict(path);
            Assert.Equal(_file, File.ReadAllBytes(path));
            Step(_saved, 1);
            _saved.GetState("b")["Adam.m"].Dispose();
            Assert.ThrowsAny<Exception>(() => _saved.save_state_dict(path));
            Assert.Equal(_file, File.ReadAllBytes(path));

            _loaded.save_state_dict(path);
            Assert.Equal(_before, File.ReadAllBytes(path));
            _loaded.load_state_dict(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Load(TorchOptimizer optimizer, byte[] file) => optimizer.load_state_dict(new BinaryReader(new MemoryStream(file)));

    private static byte[] Replaced(byte[] file, string last, string with)
    {
        Assert.Equal(last.Length, with.Length);
        string text = Encoding.Latin1.GetString(file);
        int at = text.LastIndexOf(last, StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(string.Concat(text.AsSpan(0, at), with, text.AsSpan(at + last.Length)));
    }

    // What other tests left to the finalizers goes first.
    private static int Handles()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
#if TORCH_CONTRACT
        return TorchSharp.Contract.HandleLedger.LiveCount;
#else
        return (int)Tensor.TotalCount;
#endif
    }

    private static void Step(StableSpam optimizer, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            foreach (Parameter parameter in optimizer.parameters())
                parameter.SetGradient([.. Enumerable.Range(1, (int)parameter.numel()).Select(i => i + step - 2.5f)]);
            optimizer.step();
        }
    }

    private void Refused(string message, (string, Parameter)[] parameters, byte[]? file = null)
    {
        using var optimizer = new StableSpam([.. parameters.Select(parameter => new StableSpam.ParamGroup([parameter]))]);
        Step(optimizer, 1);
        byte[] before = StateDictTests.Save(optimizer);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Load(optimizer, file ?? _file)).Message);
        Assert.Equal(before, StateDictTests.Save(optimizer));
    }

    private void AssertUnchanged(string when) => Assert.True(_before.AsSpan().SequenceEqual(StateDictTests.Save(_loaded)), when);
}
