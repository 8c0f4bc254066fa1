using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace StableSpamCompose.Cuda.Tests.Nvrtc;

/// <summary>
/// Reads machine code without a tool of NVIDIA's: registers, stack, parameters, and the accesses to memory of each kernel. Good for compute
/// capabilities 7.0 to 9.0, whose instructions have 128 bits: the operation in bits 0 to 8, the width of an access in 73 to 75.
/// </summary>
internal static class Cubin
{
    private const int SectionHeader = 64;
    private const int Symbol = 24;
    private const int Instruction = 16;

    private static readonly Dictionary<int, string> Operations = new()
    {
        [0x181] = "LDG", [0x186] = "STG", [0x180] = "LD", [0x185] = "ST", [0x183] = "LDL", [0x187] = "STL",
    };

    /// <summary>The kernels of an image.</summary>
    public static IReadOnlyDictionary<string, CubinKernel> Read(byte[] image)
    {
        var elf = new Elf(image);
        (Dictionary<string, int> registers, Dictionary<string, int> frames) = ReadInfo(elf);
        return elf.Sections
            .Where(section => section.Name.StartsWith(".text.", StringComparison.Ordinal))
            .Select(section => section.Name[".text.".Length..] is var name
                ? new CubinKernel(name, registers[name], frames.GetValueOrDefault(name), ReadParameters(elf, name), Accesses(elf.Bytes(section)))
                : throw new InvalidDataException())
            .ToDictionary(kernel => kernel.Name);
    }

    private static Dictionary<(string, int), int> Accesses(ReadOnlySpan<byte> code)
    {
        var accesses = new Dictionary<(string, int), int>();
        for (int at = 0; at < code.Length; at += Instruction)
        {
            ulong low = BinaryPrimitives.ReadUInt64LittleEndian(code[at..]);
            ulong high = BinaryPrimitives.ReadUInt64LittleEndian(code[(at + 8)..]);
            if (!Operations.TryGetValue((int)(low & 0x1ff), out string? operation)) continue;
            int bits = (int)(high >> 9 & 7) switch { 0 or 1 => 8, 2 or 3 => 16, 4 => 32, 5 => 64, 6 => 128, _ => 0 };
            accesses[(operation, bits)] = accesses.GetValueOrDefault((operation, bits)) + 1;
        }
        return accesses;
    }

    // Of a symbol and a value each.
    private static (Dictionary<string, int> Registers, Dictionary<string, int> Frames) ReadInfo(Elf elf)
    {
        const int RegisterCount = 0x2f, FrameSize = 0x11;
        Dictionary<string, int> registers = [], frames = [];
        foreach ((int attribute, int[] words) in Attributes(elf, ".nv.info"))
        {
            if (attribute is RegisterCount or FrameSize) (attribute == RegisterCount ? registers : frames)[elf.SymbolName(words[0])] = words[1];
        }
        return (registers, frames);
    }

    // An index, then a number and an offset of 16 bits each, then the size, above 18 bits of other things.
    private static int[] ReadParameters(Elf elf, string kernel)
    {
        const int Parameter = 0x17;
        return [.. Attributes(elf, ".nv.info." + kernel).Where(found => found.Attribute == Parameter).OrderBy(found => found.Words[1] & 0xffff).Select(found => found.Words[2] >>> 18)];
    }

    // A list of attributes: format, number, size; those of format 4 have a payload of 32-bit words.
    private static List<(int Attribute, int[] Words)> Attributes(Elf elf, string section)
    {
        var attributes = new List<(int, int[])>();
        ReadOnlySpan<byte> info = elf.Bytes(elf.Sections.Single(other => other.Name == section));
        for (int at = 0; at < info.Length;)
        {
            int format = info[at], size = format == 4 ? BinaryPrimitives.ReadUInt16LittleEndian(info[(at + 2)..]) : 0;
            attributes.Add((info[at + 1], MemoryMarshal.Cast<byte, int>(info.Slice(at + 4, size)).ToArray()));
            at += 4 + size;
        }
        return attributes;
    }

    private sealed record Section(string Name, int Offset, int Size);

    private sealed class Elf
    {
        private readonly byte[] _image;

        public Elf(byte[] image)
        {
            _image = image;
            if (!image.AsSpan(0, 4).SequenceEqual("\u007fELF"u8)) throw new InvalidDataException("This is no machine code.");
            int headers = (int)BinaryPrimitives.ReadInt64LittleEndian(image.AsSpan(0x28));
            int count = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(0x3c));
            int names = Offset(headers + (SectionHeader * BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(0x3e))));
            Sections = [.. Enumerable.Range(0, count).Select(i => headers + (SectionHeader * i)).Select(header => new Section(
                Text(names + BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(header))), Offset(header), (int)BinaryPrimitives.ReadInt64LittleEndian(image.AsSpan(header + 0x20))))];
        }

        public IReadOnlyList<Section> Sections { get; }

        public ReadOnlySpan<byte> Bytes(Section section) => _image.AsSpan(section.Offset, section.Size);

        public string SymbolName(int index)
        {
            int symbols = Sections.Single(section => section.Name == ".symtab").Offset;
            int names = Sections.Single(section => section.Name == ".strtab").Offset;
            return Text(names + BinaryPrimitives.ReadInt32LittleEndian(_image.AsSpan(symbols + (Symbol * index))));
        }

        private int Offset(int header) => (int)BinaryPrimitives.ReadInt64LittleEndian(_image.AsSpan(header + 0x18));

        private string Text(int start) => Encoding.ASCII.GetString(_image, start, Array.IndexOf(_image, (byte)0, start) - start);
    }
}

/// <summary>What the machine code of a kernel shows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Registers">Registers of a thread.</param>
/// <param name="StackBytes">Bytes of a thread's stack.</param>
/// <param name="Parameters">Bytes of each of its parameters.</param>
/// <param name="Accesses">How often each access to memory stands in the code, by operation and bits.</param>
internal sealed record CubinKernel(string Name, int Registers, int StackBytes, int[] Parameters, IReadOnlyDictionary<(string Operation, int Bits), int> Accesses)
{
    public int Count(string operation, int bits) => Accesses.GetValueOrDefault((operation, bits));

    public int Count(string operation) => Accesses.Where(access => access.Key.Operation == operation).Sum(access => access.Value);
}
