using StableSpamCompose.Arrays;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Checkpoints;

/// <summary>
/// How an optimizer's checkpoint lies in a file.
/// <code>
/// text optimizer  int64 t  int64 skipped  int32 groups  { group }
/// group     = float64 lr  int32 hyperparameters  { text name  float64 value }  int32 parameters  { parameter }
/// parameter = text name  int32 rank  { int64 dimension }  byte updated  float64 k  int32 states  { state }
/// state     = text name  text scope  text type  int64 bytes  { byte }
/// </code>
/// </summary>
public static class OptimizerCheckpointFormat
{
    /// <summary>What <see cref="CheckpointFile"/> calls a file that holds nothing else.</summary>
    public const string Kind = "optimizer";

    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    /// <summary>Writes a checkpoint; more may follow it.</summary>
    public static void Write(BinaryWriter writer, OptimizerCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(checkpoint);
        writer.Write(checkpoint.Optimizer);
        writer.Write(checkpoint.StepCount);
        writer.Write(checkpoint.SkippedSteps);
        WriteAll(writer, checkpoint.Groups, Write);
    }

    /// <summary>Reads a checkpoint, all of it into memory.</summary>
    /// <exception cref="CheckpointException">A scope or a type is unknown.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public static OptimizerCheckpoint Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new(reader.ReadString(), reader.ReadInt64(), reader.ReadInt64(), ReadAll(reader, ReadGroup));
    }

    private static void Write(BinaryWriter writer, GroupCheckpoint group)
    {
        writer.Write(group.LearningRate);
        WriteAll(writer, group.Hyperparameters, static (writer, hyperparameter) =>
        {
            writer.Write(hyperparameter.Key);
            writer.Write(hyperparameter.Value);
        });
        WriteAll(writer, group.Parameters, Write);
    }

    private static void Write(BinaryWriter writer, ParameterCheckpoint parameter)
    {
        writer.Write(parameter.Name);
        WriteAll(writer, parameter.Shape, static (writer, dimension) => writer.Write(dimension));
        writer.Write(parameter.IsUpdated);
        writer.Write(parameter.UpdateClock);
        WriteAll(writer, parameter.States, Write);
    }

    private static void Write(BinaryWriter writer, StateCheckpoint state)
    {
        writer.Write(state.Name);
        writer.Write(state.Scope.ToString());
        writer.Write(state.Type.ToString());
        writer.Write((long)state.Numbers.Length);
        writer.Write(state.Numbers.Span);
    }

    private static GroupCheckpoint ReadGroup(BinaryReader reader) =>
        new(
            reader.ReadDouble(),
            ReadAll(reader, static reader => KeyValuePair.Create(reader.ReadString(), reader.ReadDouble())),
            ReadAll(reader, ReadParameter));

    private static ParameterCheckpoint ReadParameter(BinaryReader reader) =>
        new(
            reader.ReadString(),
            ReadAll(reader, static reader => reader.ReadInt64()),
            reader.ReadBoolean(),
            reader.ReadDouble(),
            ReadAll(reader, ReadState));

    private static StateCheckpoint ReadState(BinaryReader reader)
    {
        string name = reader.ReadString();
        StateScope scope = Known<StateScope>(reader.ReadString());
        ElementType type = Known<ElementType>(reader.ReadString());
        int bytes = checked((int)reader.ReadInt64());
        byte[] numbers = reader.ReadBytes(bytes);
        return numbers.Length == bytes ? new(name, scope, type, numbers) : throw new EndOfStreamException();

        T Known<T>(string text)
            where T : struct, Enum =>
            Enum.TryParse(text, out T value)
                ? value
                : throw new CheckpointException($"State {name} is {text}, which this program does not know; use the one that wrote it.");
    }

    private static void WriteAll<T>(BinaryWriter writer, IReadOnlyList<T> items, Action<BinaryWriter, T> write)
    {
        writer.Write(items.Count);
        foreach (T item in items)
            write(writer, item);
    }

    private static List<T> ReadAll<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        int count = reader.ReadInt32();
        var items = new List<T>();
        for (int i = 0; i < count; i++)
            items.Add(read(reader));
        return items;
    }
}
