<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln s left</source>
        <translation>
            <numerusform>%Ln s left</numerusform>
            <numerusform>%Ln s left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min left</source>
        <translation>
            <numerusform>%Ln min left</numerusform>
            <numerusform>%Ln min left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h left</source>
        <translation>
            <numerusform>%Ln h left</numerusform>
            <numerusform>%Ln h left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln min</source>
        <translation>
            <numerusform>about %Ln min</numerusform>
            <numerusform>about %Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln h</source>
        <translation>
            <numerusform>about %Ln h</numerusform>
            <numerusform>about %Ln h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min ago</source>
        <translation>
            <numerusform>%Ln min ago</numerusform>
            <numerusform>%Ln min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h ago</source>
        <translation>
            <numerusform>%Ln h ago</numerusform>
            <numerusform>%Ln h ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::app::Desk</name>
    <message numerus="yes">
        <source>%Ln photo(s) added to %1.</source>
        <translation>
            <numerusform>%Ln photo added to %1.</numerusform>
            <numerusform>%Ln photos added to %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) taken out of %1. They stay in the library.</source>
        <translation>
            <numerusform>%Ln photo taken out of %1. It stays in the library.</numerusform>
            <numerusform>%Ln photos taken out of %1. They stay in the library.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not be read.</source>
        <translation>
            <numerusform>%Ln photo could not be read.</numerusform>
            <numerusform>%Ln photos could not be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) added.</source>
        <translation>
            <numerusform>%Ln photo added.</numerusform>
            <numerusform>%Ln photos added.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::app::TeachService</name>
    <message numerus="yes">
        <source>%1, %2 and %n more</source>
        <translation>
            <numerusform>%1, %2 and %n more</numerusform>
            <numerusform>%1, %2 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only %Ln photo(s) with a caption: too few to learn from. Eight are needed; thirty and more teach better.</source>
        <translation>
            <numerusform>Only %Ln photo with a caption: too few to learn from. Eight are needed; thirty and more teach better.</numerusform>
            <numerusform>Only %Ln photos with a caption: too few to learn from. Eight are needed; thirty and more teach better.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %Ln photo(s) a name can be learned, and little else. More photos of the same things help, above all from other days.</source>
        <translation>
            <numerusform>With %Ln photo a name can be learned, and little else. More photos of the same things help, above all from other days.</numerusform>
            <numerusform>With %Ln photos a name can be learned, and little else. More photos of the same things help, above all from other days.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln caption(s) are shared by several photos. That is fine for names; to tell those photos apart, say in each what differs.</source>
        <translation>
            <numerusform>%Ln caption is shared by several photos. That is fine for names; to tell those photos apart, say in each what differs.</numerusform>
            <numerusform>%Ln captions are shared by several photos. That is fine for names; to tell those photos apart, say in each what differs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln caption(s) are longer than the model reads; their ends are cut off. Put what matters first.</source>
        <translation>
            <numerusform>%Ln caption is longer than the model reads; its end is cut off. Put what matters first.</numerusform>
            <numerusform>%Ln captions are longer than the model reads; their ends are cut off. Put what matters first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) have no caption and cannot be learned from.</source>
        <translation>
            <numerusform>%Ln photo has no caption and cannot be learned from.</numerusform>
            <numerusform>%Ln photos have no caption and cannot be learned from.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) cannot be read and will be left out.</source>
        <translation>
            <numerusform>%Ln file cannot be read and will be left out.</numerusform>
            <numerusform>%Ln files cannot be read and will be left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None of the %Ln photo(s) can be read. The first: %1</source>
        <translation>
            <numerusform>The one photo cannot be read: %1</numerusform>
            <numerusform>None of the %Ln photos can be read. The first: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None of the %Ln photo(s) of %1 has a caption. Write what is in them.</source>
        <translation>
            <numerusform>The one photo of %1 has no caption. Write what is in it.</numerusform>
            <numerusform>None of the %Ln photos of %1 has a caption. Write what is in them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::CaptionGrid</name>
    <message numerus="yes">
        <source>same as %Ln other(s)</source>
        <translation>
            <numerusform>same as %Ln other</numerusform>
            <numerusform>same as %Ln others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::DropOverlay</name>
    <message numerus="yes">
        <source>%Ln folder(s), with all photos below</source>
        <translation>
            <numerusform>%Ln folder, with all photos below</numerusform>
            <numerusform>%Ln folders, with all photos below</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>for folders; this is %Ln photo(s)</source>
        <translation>
            <numerusform>for folders; this is one photo</numerusform>
            <numerusform>for folders; these are %Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::FoldersPage</name>
    <message numerus="yes">
        <source>%1 in %Ln folder(s). Indexing only reads them; your files stay as they are.</source>
        <translation>
            <numerusform>%1 in one folder. Indexing only reads them; your files stay as they are.</numerusform>
            <numerusform>%1 in %Ln folders. Indexing only reads them; your files stay as they are.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::MainWindow</name>
    <message numerus="yes">
        <source>A search takes %Ln picture(s); the first ones were taken.</source>
        <translation>
            <numerusform>A search takes one picture; the first one was taken.</numerusform>
            <numerusform>A search takes %Ln pictures; the first ones were taken.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>one picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) copied. Paste into a folder or a message.</source>
        <translation>
            <numerusform>One photo copied. Paste it into a folder or a message.</numerusform>
            <numerusform>%Ln photos copied. Paste them into a folder or a message.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Search the %Ln photo(s) that are ready, in your own words</source>
        <translation>
            <numerusform>Search the one photo that is ready, in your own words</numerusform>
            <numerusform>Search the %Ln photos that are ready, in your own words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Search your %Ln photo(s), in your own words</source>
        <translation>
            <numerusform>Search your photo, in your own words</numerusform>
            <numerusform>Search your %Ln photos, in your own words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Best %Ln photo(s)</source>
        <translation>
            <numerusform>Best photo</numerusform>
            <numerusform>Best %Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::PhotoGrid</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::ProblemsPage</name>
    <message numerus="yes">
        <source>%Ln file(s) could not be read; the rest of each folder is not affected.</source>
        <translation>
            <numerusform>One file could not be read; the rest of its folder is not affected.</numerusform>
            <numerusform>%Ln files could not be read; the rest of each folder is not affected.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::SelectionBar</name>
    <message numerus="yes">
        <source>%Ln photo(s) selected</source>
        <translation>
            <numerusform>%Ln photo selected</numerusform>
            <numerusform>%Ln photos selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachCurvesView</name>
    <message numerus="yes">
        <source>per epoch, %Ln epoch(s)</source>
        <translation>
            <numerusform>per epoch, %Ln epoch</numerusform>
            <numerusform>per epoch, %Ln epochs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachMethodStep</name>
    <message numerus="yes">
        <source>%Ln more, stronger</source>
        <translation>
            <numerusform>%Ln more, stronger</numerusform>
            <numerusform>%Ln more, stronger</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more, milder</source>
        <translation>
            <numerusform>%Ln more, milder</numerusform>
            <numerusform>%Ln more, milder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more, milder and stronger</source>
        <translation>
            <numerusform>%Ln more, milder and stronger</numerusform>
            <numerusform>%Ln more, milder and stronger</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of the %Ln photo(s) are kept aside, to see afterwards whether it helped, and are learned last.</source>
        <translation>
            <numerusform>%1 of the %Ln photo is kept aside, to see afterwards whether it helped, and is learned last.</numerusform>
            <numerusform>%1 of the %Ln photos are kept aside, to see afterwards whether it helped, and are learned last.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachPage</name>
    <message numerus="yes">
        <source>%1, %Ln photo(s) with captions</source>
        <translation>
            <numerusform>%1, %Ln photo with a caption</numerusform>
            <numerusform>%1, %Ln photos with captions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachRunView</name>
    <message numerus="yes">
        <source>%1 of %Ln photo(s)</source>
        <translation>
            <numerusform>%1 of %Ln photo</numerusform>
            <numerusform>%1 of %Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln caption(s)</source>
        <translation>
            <numerusform>%1 of %Ln caption</numerusform>
            <numerusform>%1 of %Ln captions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln caption(s) and photos</source>
        <translation>
            <numerusform>%1 of %Ln caption and photos</numerusform>
            <numerusform>%1 of %Ln captions and photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln step(s)</source>
        <translation>
            <numerusform>%1 of %Ln step</numerusform>
            <numerusform>%1 of %Ln steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln strength(s)</source>
        <translation>
            <numerusform>%1 of %Ln strength</numerusform>
            <numerusform>%1 of %Ln strengths</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::TeachSourceStep</name>
    <message numerus="yes">
        <source>, %Ln with a caption</source>
        <translation>
            <numerusform>, %Ln with a caption</numerusform>
            <numerusform>, %Ln with a caption</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %Ln caption(s) are equal</source>
        <translation>
            <numerusform>, %Ln caption is equal</numerusform>
            <numerusform>, %Ln captions are equal</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Confirm %Ln proposal(s)</source>
        <translation>
            <numerusform>Confirm %Ln proposal</numerusform>
            <numerusform>Confirm %Ln proposals</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %Ln photo(s) without a caption are left out.</source>
        <translation>
            <numerusform>The %Ln photo without a caption is left out.</numerusform>
            <numerusform>The %Ln photos without a caption are left out.</numerusform>
        </translation>
    </message>
</context>
</TS>
