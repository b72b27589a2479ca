namespace Topography_Spiral;

/// <summary>One model of the plane. A further one is a further study, and a line in the list of them in Program.cs.</summary>
internal interface IStudy
{
    /// <summary>The word of <c>--model</c>.</summary>
    string Name { get; }

    /// <summary>What the model is called on the sheet of all models.</summary>
    string Title { get; }

    /// <summary>Trains the model, saves and loads it, draws it, and asks it the questions.</summary>
    /// <param name="y1">The given coordinate of the first question.</param>
    /// <returns>The energy that stands for the model beside others.</returns>
    Landscape Run(double y1);
}
