using StableSpamCompose.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>
/// The state of one parameter in a file: format number, name, clock, whether it was updated, then each state by its name,
/// tensors as TorchSharp writes them and numbers in double.
/// </summary>
internal static class StateRecord
{
    private const int Version = 1;
    private const int MostDimensions = 64;

    /// <summary>Writes a state.</summary>
    public static void Write(TorchState state, BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(state.Name);
        writer.Write(state.UpdateClock);
        writer.Write(state.IsUpdated);
        writer.Write(state.States.Count);
        for (int i = 0; i < state.States.Count; i++)
        {
            writer.Write(state.States[i].Name);
            writer.Write(state.HasTensor(i));
            if (state.HasTensor(i))
                state.GetTensor(i).Save(writer);
            else
                writer.Write(state.GetNumber(i));
        }
    }

    /// <summary>Reads a state, and takes nothing over.</summary>
    /// <param name="here">The state that is read in this place of the file.</param>
    /// <param name="find">The state of the parameter of a name; null where there is none.</param>
    /// <param name="reader">The file.</param>
    /// <exception cref="InvalidDataException">It does not fit, or the file ends.</exception>
    public static SavedState Read(TorchState here, Func<string, TorchState?> find, BinaryReader reader) =>
        FileReading.Of($"the state of {here.Describe()}", () => ReadAll(here, find, reader));

    private static SavedState ReadAll(TorchState here, Func<string, TorchState?> find, BinaryReader reader)
    {
        int version = reader.ReadInt32();
        if (version != Version)
            throw new InvalidDataException($"The state of {here.Describe()} was saved in format {version}; this build reads format {Version}.");
        string name = reader.ReadString();
        TorchState state = name.Length == 0 || here.Name.Length == 0 ? here
            : find(name) ?? throw new InvalidDataException($"The file has state of a parameter '{name}', which this optimizer does not have.");
        double clock = reader.ReadDouble();
        bool isUpdated = reader.ReadBoolean();
        int count = reader.ReadInt32();
        if (count != state.States.Count)
            throw new InvalidDataException($"The file has {count} states for {state.Describe()}, and the optimizer keeps {state.States.Count}.");
        var saved = new SavedState(state, clock, isUpdated);
        try
        {
            var read = new HashSet<int>();
            for (int i = 0; i < count; i++)
            {
                int index = ReadOne(saved, reader);
                if (!read.Add(index))
                    throw new InvalidDataException($"The file has state {state.States[index].Name} of {state.Describe()} twice.");
            }
            return saved;
        }
        catch
        {
            saved.Dispose();
            throw;
        }
    }

    private static int ReadOne(SavedState saved, BinaryReader reader)
    {
        TorchState state = saved.Target;
        string name = reader.ReadString();
        bool isTensor = reader.ReadBoolean();
        int index = IndexOf(state.States, name);
        if (index < 0)
            throw new InvalidDataException($"The file has a state '{name}' for {state.Describe()}, which the optimizer does not keep.");
        if (isTensor != state.HasTensor(index))
            throw new InvalidDataException($"State {name} of {state.Describe()} is a number in one place and a tensor in the other.");
        if (isTensor)
            saved.Add(index, ReadTensor(state, index, reader));
        else
            saved.Add(index, reader.ReadDouble());
        return index;
    }

    // A tensor as TorchSharp writes it: type and sizes, seven bits a byte, then the elements. Its sizes are looked at before
    // room is made for it.
    private static Tensor ReadTensor(TorchState state, int index, BinaryReader reader)
    {
        var type = (ScalarType)reader.Read7BitEncodedInt64();
        if (type is not (ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16 or ScalarType.Float16))
            throw new InvalidDataException($"State {state.States[index].Name} of {state.Describe()} is of type {type} in the file; states are floating-point numbers.");
        long rank = reader.Read7BitEncodedInt64();
        var shape = new List<long>();
        for (; shape.Count < rank && shape.Count <= MostDimensions;)
            shape.Add(reader.Read7BitEncodedInt64());
        long[] expected = state.GetTensor(index).shape;
        if (!shape.SequenceEqual(expected))
        {
            throw new InvalidDataException(
                $"State {state.States[index].Name} of {state.Describe()} has the shape [{string.Join(", ", shape)}] in the file "
                + $"and [{string.Join(", ", expected)}] here.");
        }
        Tensor tensor = empty(expected, type);
        try
        {
            if (tensor.numel() > 0)
                tensor.ReadBytesFromStream(reader.BaseStream);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static int IndexOf(IReadOnlyList<StateInfo> states, string name)
    {
        for (int i = 0; i < states.Count; i++)
        {
            if (states[i].Name == name)
                return i;
        }
        return -1;
    }
}
