using StableSpamCompose.Train4Bit.Model;

namespace StableSpamCompose.Train4Bit.Quantisation;

/// <summary>How many consecutive numbers of a row-major matrix are rounded together.</summary>
/// <param name="Weights">Of weights.</param>
/// <param name="Activations">Of the inputs of linear layers.</param>
public readonly record struct GroupSizes(int Weights, int Activations)
{
    /// <summary>The groups of the thesis, for matrices that are wide enough.</summary>
    public const int Thesis = 256;

    /// <summary>The thesis's groups, halved until they divide the width of <paramref name="shape"/>.</summary>
    public static GroupSizes For(ModelShape shape)
    {
        int group = Thesis;
        while (shape.Width % group != 0)
            group /= 2;
        return new(group, group);
    }

    /// <summary>Whether all weights of a model consist of whole groups.</summary>
    public bool DivideWeightsOf(ModelShape shape) =>
        (long)shape.Width * shape.Width % Weights == 0 && (long)shape.Width * shape.HiddenWidth % Weights == 0;
}
