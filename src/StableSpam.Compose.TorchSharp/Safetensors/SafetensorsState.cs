using System.Globalization;
using System.Runtime.InteropServices;
using StableSpamCompose.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>
/// The state of an optimizer as a safetensors file: a tensor <c>PARAMETER/STATE</c> for each state of each parameter, numbers as
/// tensors without dimensions in double, and the clocks beside them. Other programs read it, in whatever language.
/// </summary>
internal static class SafetensorsState
{
    private const string OptimizerKey = "optimizer";
    private const string FormatKey = "format";
    private const string StepKey = "step";
    private const string Format = "StableSpam.Compose 1";
    private const string ClockName = "k";
    private const string UpdatedName = "updated";

    /// <summary>Writes the state of the parameters of some names.</summary>
    public static void Write(Stream stream, string optimizer, long stepCount, IReadOnlyDictionary<string, TorchState> states)
    {
        var metadata = new Dictionary<string, string>
        {
            [FormatKey] = Format,
            [OptimizerKey] = optimizer,
            [StepKey] = stepCount.ToString(CultureInfo.InvariantCulture),
        };
        var tensors = new List<SafeTensor>();
        foreach ((string parameter, TorchState state) in states.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            tensors.Add(Number(Key(parameter, ClockName), state.UpdateClock));
            tensors.Add(Number(Key(parameter, UpdatedName), state.IsUpdated ? 1 : 0));
            for (int i = 0; i < state.States.Count; i++)
            {
                string name = Key(parameter, state.States[i].Name);
                tensors.Add(state.HasTensor(i) ? Elements(name, state.GetTensor(i)) : Number(name, state.GetNumber(i)));
            }
        }
        // The widest numbers first, so that every tensor begins at a multiple of its numbers' size.
        SafetensorsFile.Write(stream, metadata, [.. tensors.OrderByDescending(tensor => SizeOf(tensor.Type))]);
    }

    /// <summary>Reads the state of the parameters of some names, all of it or nothing.</summary>
    /// <returns>The step count.</returns>
    /// <exception cref="InvalidDataException">It does not fit.</exception>
    public static long Read(Stream stream, string optimizer, IReadOnlyDictionary<string, TorchState> states)
    {
        (IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, SafeTensor> tensors) = SafetensorsFile.Read(stream);
        if (metadata.GetValueOrDefault(FormatKey) is not Format)
            throw new InvalidDataException($"The file's format is '{metadata.GetValueOrDefault(FormatKey)}', and this build reads '{Format}'.");
        if (metadata.GetValueOrDefault(OptimizerKey) != optimizer)
            throw new InvalidDataException($"The file has the state of '{metadata.GetValueOrDefault(OptimizerKey)}', not of {optimizer}.");
        if (!long.TryParse(metadata.GetValueOrDefault(StepKey), NumberStyles.None, CultureInfo.InvariantCulture, out long stepCount))
            throw new InvalidDataException("The file does not say how many steps were taken.");

        Check(tensors, states);
        foreach ((string parameter, TorchState state) in states)
        {
            for (int i = 0; i < state.States.Count; i++)
            {
                SafeTensor saved = tensors[Key(parameter, state.States[i].Name)];
                if (!state.HasTensor(i))
                    state.SetNumber(i, BitConverter.ToDouble(saved.Bytes));
                else
                    Fill(state, i, saved);
            }
            state.SetClock(
                BitConverter.ToDouble(tensors[Key(parameter, ClockName)].Bytes), BitConverter.ToDouble(tensors[Key(parameter, UpdatedName)].Bytes) != 0);
        }
        return stepCount;
    }

    private static void Check(IReadOnlyDictionary<string, SafeTensor> tensors, IReadOnlyDictionary<string, TorchState> states)
    {
        var expected = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string parameter, TorchState state) in states)
        {
            Expect(Key(parameter, ClockName), "F64", []);
            Expect(Key(parameter, UpdatedName), "F64", []);
            for (int i = 0; i < state.States.Count; i++)
            {
                bool isTensor = state.HasTensor(i);
                Expect(Key(parameter, state.States[i].Name), isTensor ? TypeOf(state.GetTensor(i)) : "F64", isTensor ? state.GetTensor(i).shape : []);
            }
        }
        if (tensors.Keys.FirstOrDefault(name => !expected.Contains(name)) is { } unknown)
            throw new InvalidDataException($"The file has '{unknown}', which this optimizer does not keep.");

        void Expect(string name, string type, long[] shape)
        {
            expected.Add(name);
            if (!tensors.TryGetValue(name, out SafeTensor? saved))
                throw new InvalidDataException($"The file lacks '{name}'.");
            bool fits = saved.Type == type && saved.Shape.SequenceEqual(shape)
                && saved.Bytes.Length == shape.Aggregate((long)SizeOf(type), (bytes, size) => bytes * size);
            if (!fits)
                throw new InvalidDataException($"'{name}' is {saved.Type} of shape [{string.Join(", ", saved.Shape)}] in the file and {type} of shape [{string.Join(", ", shape)}] here.");
        }
    }

    private static void Fill(TorchState state, int index, SafeTensor saved)
    {
        Tensor target = state.GetTensor(index);
        using Tensor read = zeros(target.shape, target.dtype);
        saved.Bytes.CopyTo(read.bytes);
        state.Copy(read, index);
    }

    private static SafeTensor Elements(string name, Tensor tensor)
    {
        using Tensor here = tensor.cpu();
        return new SafeTensor(name, TypeOf(tensor), tensor.shape, here.bytes.ToArray());
    }

    private static SafeTensor Number(string name, double value) => new(name, "F64", [], BitConverter.GetBytes(value));

    private static string TypeOf(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float64 => "F64",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Float16 => "F16",
        _ => "F32",
    };

    private static int SizeOf(string type) => type switch
    {
        "F64" => sizeof(double),
        "F32" => sizeof(float),
        _ => sizeof(ushort),
    };

    private static string Key(string parameter, string state) => $"{parameter}/{state}";
}
