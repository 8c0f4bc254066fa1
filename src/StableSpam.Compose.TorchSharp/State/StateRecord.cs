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

    /// <summary>Reads a state.</summary>
    /// <param name="here">The state that is read in this place of the file.</param>
    /// <param name="find">The state of the parameter of a name; null where there is none.</param>
    /// <param name="reader">The file.</param>
    public static void Read(TorchState here, Func<string, TorchState?> find, BinaryReader reader)
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
        for (int i = 0; i < count; i++)
            ReadOne(state, reader);
        state.SetClock(clock, isUpdated);
    }

    private static void ReadOne(TorchState state, BinaryReader reader)
    {
        string name = reader.ReadString();
        bool isTensor = reader.ReadBoolean();
        int index = IndexOf(state.States, name);
        if (index < 0)
            throw new InvalidDataException($"The file has a state '{name}' for {state.Describe()}, which the optimizer does not keep.");
        if (isTensor != state.HasTensor(index))
            throw new InvalidDataException($"State {name} of {state.Describe()} is a number in one place and a tensor in the other.");
        if (!isTensor)
        {
            state.SetNumber(index, reader.ReadDouble());
            return;
        }
        Tensor? tensor = null;
        TensorExtensionMethods.Load(ref tensor, reader);
        using (tensor)
        {
            if (!tensor!.shape.SequenceEqual(state.GetTensor(index).shape))
            {
                throw new InvalidDataException(
                    $"State {name} of {state.Describe()} has the shape [{string.Join(", ", tensor.shape)}] in the file "
                    + $"and [{string.Join(", ", state.GetTensor(index).shape)}] here.");
            }
            state.Copy(tensor, index);
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
