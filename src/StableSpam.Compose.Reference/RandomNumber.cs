using System.Diagnostics;
using System.Numerics;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>The random numbers of an update: a function of the seed, the step, the tensor, the call and the element.</summary>
internal static class RandomNumber
{
    /// <summary>What <paramref name="node"/> draws for element number <paramref name="element"/>, in the arithmetic of <typeparamref name="T"/>.</summary>
    public static T Draw<T>(Node node, double seed, StepInputs inputs, int element)
        where T : IBinaryFloatingPointIeee754<T>
    {
        uint[] words = Words(seed, inputs, node.Slot, element);
        T first = TwentyFourBits<T>(words[0]), second = TwentyFourBits<T>(words[1]), resolution = T.CreateChecked(Math.ScaleB(1, -24));
        return node.Opcode switch
        {
            Opcode.Uniform => first * resolution,
            Opcode.Normal => T.Sqrt(-(T.One + T.One) * T.Log((first + T.One) * resolution)) * T.Cos(T.Tau * second * resolution),
            _ => throw new UnreachableException($"{node.Opcode} draws no random number."),
        };
    }

    /// <summary>The random words of stream number <paramref name="stream"/> for an element.</summary>
    public static uint[] Words(double seed, StepInputs inputs, int stream, int element) =>
        Philox.Words([(uint)element, (uint)inputs.Ordinal, unchecked((uint)inputs.StepClock), (uint)stream], unchecked((ulong)(long)seed));

    private static T TwentyFourBits<T>(uint word)
        where T : IBinaryFloatingPointIeee754<T> => T.CreateChecked(word >> 8);
}
